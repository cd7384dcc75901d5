// What of Linux Swift's Glibc module does not import, for it takes any number of arguments or has a header of its own.
#ifndef COSTGUARD_PROCESS_H
#define COSTGUARD_PROCESS_H

// From now on no core dump of this process is written or piped anywhere, and no other process of this user may read its
// memory. Programs that it starts write no core files either.
void dump_no_core(void);

// The bytes of a file's POSIX access list; -1 where there is none. Follows links.
long file_access_list(const char *path, void *bytes, unsigned long size);

#endif
