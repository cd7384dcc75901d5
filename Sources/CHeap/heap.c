// glibc gives each thread a heap of its own, and what one heap has freed no other can use.
#include "heap.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

void heap_limit(int count) { mallopt(M_ARENA_MAX, count); }
#else
void heap_limit(int count) { (void)count; }
#endif
