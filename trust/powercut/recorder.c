/* Preloaded into a writer: notes every change of a file below $RECORD_BELOW, in order, in $RECORD_TO.
 *
 * From these notes the state of the disk after a power cut at any moment can be built (images.py). One note: kind, length of the
 * path, offset, length of the data (little-endian), path, data. Kinds: 1 write, 2 sync, 3 truncate, 4 remove. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { WRITE = 1, SYNC = 2, TRUNCATE = 3, REMOVE = 4 };
struct note { uint32_t kind, path_length; uint64_t offset, length; };

static char below[1024];
static int notes = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off64_t), (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    const char *folder = getenv("RECORD_BELOW"), *file = getenv("RECORD_TO");
    if (!folder || !file) return;
    snprintf(below, sizeof below, "%s", folder);
    notes = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const void *data, size_t length) {
    for (const char *at = data; length > 0;) {
        ssize_t done = real_write(notes, at, length);
        if (done <= 0) abort();
        at += done;
        length -= (size_t)done;
    }
}

static void take_note(enum kind kind, const char *path, uint64_t offset, const void *data, uint64_t length) {
    struct note note = {kind, (uint32_t)strlen(path), offset, length};
    pthread_mutex_lock(&one_at_a_time);
    put(&note, sizeof note);
    put(path, note.path_length);
    if (data) put(data, length);
    pthread_mutex_unlock(&one_at_a_time);
}

static int is_watched(const char *path) { return notes >= 0 && strncmp(path, below, strlen(below)) == 0; }

static int path_of(int file, char *path, size_t size) {
    char link[64];
    if (notes < 0 || file == notes) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_watched(path);
}

static ssize_t write_at(int file, const void *data, size_t size, off64_t offset) {
    char path[1024];
    ssize_t done = real_pwrite(file, data, size, offset);
    if (done > 0 && path_of(file, path, sizeof path)) take_note(WRITE, path, (uint64_t)offset, data, (uint64_t)done);
    return done;
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset) { return write_at(file, data, size, offset); }
ssize_t pwrite(int file, const void *data, size_t size, off_t offset) { return write_at(file, data, size, offset); }

ssize_t write(int file, const void *data, size_t size) {
    char path[1024];
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    int watched = path_of(file, path, sizeof path);
    ssize_t done = real_write(file, data, size);
    if (done > 0 && watched) take_note(WRITE, path, (uint64_t)(lseek64(file, 0, SEEK_CUR) - done), data, (uint64_t)done);
    return done;
}

static int synced(int file, int (*really)(int)) {
    char path[1024];
    int result = really(file);
    if (!result && path_of(file, path, sizeof path)) take_note(SYNC, path, 0, NULL, 0);
    return result;
}
int fsync(int file) { return synced(file, real_fsync); }
int fdatasync(int file) { return synced(file, real_fdatasync); }

static int truncated(int file, off64_t size) {
    char path[1024];
    int result = real_ftruncate(file, size);
    if (!result && path_of(file, path, sizeof path)) take_note(TRUNCATE, path, (uint64_t)size, NULL, 0);
    return result;
}
int ftruncate64(int file, off64_t size) { return truncated(file, size); }
int ftruncate(int file, off_t size) { return truncated(file, size); }

int unlink(const char *path) {
    int result = real_unlink(path);
    if (!result && is_watched(path)) take_note(REMOVE, path, 0, NULL, 0);
    return result;
}
