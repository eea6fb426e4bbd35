/*
 * The floor: reads the files named on the command line with descriptors kept open and does nothing with them.
 * Protocol of all measured programs: a line with a number of rounds comes in, a line with the microseconds of
 * CPU time that they took goes out.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static char buffer[1 << 20];

/* A seq_file gives at most a page a read: only a shorter read can have been the whole file. */
enum { CERTAINLY_WHOLE = 4096 - 512 };

static double cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void read_whole(int descriptor) {
  off_t length = 0;
  for (;;) {
    ssize_t got = pread(descriptor, buffer, sizeof buffer, length);
    if (got < 0) {
      perror("pread");
      exit(1);
    }
    length += got;
    if (got == 0 || length < CERTAINLY_WHOLE) return;
  }
}

int main(int argc, char **argv) {
  int *descriptors = calloc(argc, sizeof *descriptors);
  for (int file = 1; file < argc; file++) {
    descriptors[file] = open(argv[file], O_RDONLY | O_CLOEXEC);
    if (descriptors[file] < 0) {
      perror(argv[file]);
      return 1;
    }
  }
  long rounds;
  while (scanf("%ld", &rounds) == 1) {
    double before = cpu_us();
    for (long round = 0; round < rounds; round++)
      for (int file = 1; file < argc; file++) read_whole(descriptors[file]);
    printf("%.1f\n", cpu_us() - before);
    fflush(stdout);
  }
  return 0;
}
