// Laid below the program by LD_PRELOAD: a machine that is the same wherever the tests run. The wall clock stands at CLOCK_AT,
// seconds since 1970. The clock that Swift measures spans by (CLOCK_BOOTTIME, not libcurl's and the timers') goes a hundred
// times too slow: what a command takes on a busy machine is then no part of what it says. The user is student, on laptop.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void slow(struct timespec *time) {
    static _Atomic long long began;
    long long now = time->tv_sec * 1000000000LL + time->tv_nsec, none = 0;
    atomic_compare_exchange_strong(&began, &none, now);
    now = began + (now - began) / 100;
    time->tv_sec = now / 1000000000LL;
    time->tv_nsec = now % 1000000000LL;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*original)(clockid_t, struct timespec *);
    if (!original) original = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = original(clock, time);
    const char *at = getenv("CLOCK_AT");
    if (result == 0 && at && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        time->tv_sec = atol(at);
        time->tv_nsec = 0;
    }
    if (result == 0 && at && clock == CLOCK_BOOTTIME) slow(time);
    return result;
}

int gettimeofday(struct timeval *time, void *zone) {
    (void)zone;
    struct timespec now;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return result;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}

int gethostname(char *name, size_t size) {
    strncpy(name, "laptop", size);
    return 0;
}

struct passwd *getpwuid(uid_t user) {
    static struct passwd *(*original)(uid_t);
    if (!original) original = (struct passwd * (*)(uid_t)) dlsym(RTLD_NEXT, "getpwuid");
    struct passwd *entry = original(user);
    if (entry) entry->pw_name = "student";
    return entry;
}
