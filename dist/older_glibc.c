// What the one file must not ask of a glibc that is newer than 2.34, where the machine that builds it has one.
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

// The first version of glibc on this processor: its functions are in every later one.
#if defined(__x86_64__)
#define FIRST "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define FIRST "GLIBC_2.17"
#else
#error "which version of glibc was the first on this processor?"
#endif

// glibc 2.35 has hypot anew, without the error handling of System V. The program is linked with --wrap for each of
// these, so that whoever calls it comes here, and from here to the older one.
#define OLDER(type, name, parameters, arguments)                                                                       \
    type first_##name parameters;                                                                                     \
    __asm__(".symver first_" #name ", " #name "@" FIRST);                                                             \
    type __wrap_##name parameters { return first_##name arguments; }

OLDER(double, hypot, (double x, double y), (x, y))
OLDER(float, hypotf, (float x, float y), (x, y))

// glibc 2.36 has it; libstdc++'s random_device calls it where it was built beside one that has.
uint32_t arc4random(void) {
    uint32_t number;
    if (getentropy(&number, sizeof number) != 0) abort();
    return number;
}
