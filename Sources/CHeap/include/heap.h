// glibc's settings of the heap, which Swift's Glibc module does not import.
#ifndef COSTGUARD_HEAP_H
#define COSTGUARD_HEAP_H

// No more than this many heaps, whatever the number of threads and processors. To be called before threads begin.
// Does nothing where the C library is another one.
void heap_limit(int count);

#endif
