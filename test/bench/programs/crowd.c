/*
 * Keeps a crowd of sleeping processes: crowd COUNT NAME [NAME…] gives them the names in turn, one each.
 * A line with a number N comes in: the N oldest end and N new ones with their names begin; a line with how many
 * there are goes out. All end with this program, and this program with the one that started it.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start(const char *name) {
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid < 0) {
    perror("fork");
    exit(1);
  }
  if (pid > 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, name);
  if (getppid() != parent) _exit(1);
  for (;;) pause();
}

int main(int argc, char **argv) {
  int count = atoi(argv[1]);
  int names = argc - 2;
  pid_t *pids = calloc(count, sizeof *pids);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int index = 0; index < count; index++) pids[index] = start(argv[2 + index % names]);
  printf("%d\n", count);
  fflush(stdout);
  int oldest = 0;
  long changes;
  while (scanf("%ld", &changes) == 1) {
    for (long change = 0; change < changes; change++) {
      kill(pids[oldest], SIGKILL);
      waitpid(pids[oldest], NULL, 0);
      pids[oldest] = start(argv[2 + oldest % names]);
      oldest = (oldest + 1) % count;
    }
    printf("%d\n", count);
    fflush(stdout);
  }
  for (int index = 0; index < count; index++) kill(pids[index], SIGKILL);
  return 0;
}
