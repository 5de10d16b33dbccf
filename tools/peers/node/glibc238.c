/* The three functions of glibc 2.38 that uWebSockets.js needs, for an older glibc; see lib/elf.js. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }

unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }

int __isoc23_sscanf(const char *text, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int read = vsscanf(text, format, values);
  va_end(values);
  return read;
}
