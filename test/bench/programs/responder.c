/*
 * The least a FastCGI responder can do: answers every request with the same BYTES bytes of JSON, over libfcgi.
 * responder SOCKET BYTES
 */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  size_t bytes = strtoul(argv[2], NULL, 10);
  char *body = malloc(bytes);
  memset(body, ' ', bytes);
  body[0] = '{';
  body[bytes - 1] = '}';
  FCGX_Init();
  int socket = FCGX_OpenSocket(argv[1], 511);
  if (socket < 0) return 1;
  FCGX_Request request;
  FCGX_InitRequest(&request, socket, 0);
  while (FCGX_Accept_r(&request) == 0) {
    FCGX_FPrintF(request.out,
                 "Content-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n"
                 "Content-Length: %d\r\n\r\n",
                 (int)bytes);
    FCGX_PutStr(body, (int)bytes, request.out);
    FCGX_Finish_r(&request);
  }
  return 0;
}
