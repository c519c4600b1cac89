// Recycled memory: each thread keeps freed buffers in lists by size class, so that a training loop, which
// asks for the same sizes again and again, stops asking the system after its first round.
//
// Classes are quarters of powers of two (at most a quarter is wasted), from 16 floats up. The most recently
// freed buffer is handed out first because it is still in the cache. A buffer may be freed by another thread
// than the one that took it; it then belongs to that thread's lists.
#include "CKernels.h"
#include "Dispatch.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { SMALLEST_SHIFT = 4, CLASSES = 4 * 40 };

/// Per thread; more than this is given back to the system.
static const size_t CACHE_LIMIT = (size_t)48 << 20;

typedef struct Block {
  struct Block *next;
} Block;

typedef struct {
  Block *lists[CLASSES];
  size_t bytes;
  size_t system_allocations;
  int registered;
} Cache;

static _Thread_local Cache cache;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void free_cache(void *pointer) {
  Cache *c = pointer;
  for (int k = 0; k < CLASSES; k++) {
    while (c->lists[k]) {
      Block *block = c->lists[k];
      c->lists[k] = block->next;
      free(block);
    }
  }
  c->bytes = 0;
  c->registered = 0;
}

static void make_key(void) { pthread_key_create(&key, free_cache); }

/// The class of a count and the number of floats of that class.
INLINE int class_of(size_t count, size_t *capacity) {
  size_t smallest = (size_t)1 << SMALLEST_SHIFT;
  if (count <= smallest) {
    *capacity = smallest;
    return 0;
  }
  int shift = 63 - __builtin_clzll((unsigned long long)(count - 1));
  size_t quarter = ((size_t)1 << shift) / 4;
  size_t part = (count - 1 - ((size_t)1 << shift)) / quarter;
  *capacity = ((size_t)1 << shift) + (part + 1) * quarter;
  return 4 * (shift - SMALLEST_SHIFT) + (int)part + 1;
}

float *lk_buffer_allocate(size_t count) {
  size_t capacity;
  int k = class_of(count, &capacity);
  Block *block = k < CLASSES ? cache.lists[k] : NULL;
  if (block) {
    cache.lists[k] = block->next;
    cache.bytes -= capacity * sizeof(float);
    return (float *)block;
  }
  size_t bytes = (capacity * sizeof(float) + 63) / 64 * 64;
  float *memory = k < CLASSES ? aligned_alloc(64, bytes) : NULL;
  if (!memory) {
    fprintf(stderr, "Fatal error: no memory for a tensor of %zu floats\n", count);
    abort();
  }
  cache.system_allocations++;
  return memory;
}

void lk_buffer_release(float *buffer, size_t count) {
  size_t capacity;
  int k = class_of(count, &capacity);
  size_t bytes = capacity * sizeof(float);
  if (cache.bytes + bytes > CACHE_LIMIT) {
    free(buffer);
    return;
  }
  if (!cache.registered) {
    pthread_once(&once, make_key);
    pthread_setspecific(key, &cache);
    cache.registered = 1;
  }
  Block *block = (Block *)buffer;
  block->next = cache.lists[k];
  cache.lists[k] = block;
  cache.bytes += bytes;
}

size_t lk_buffer_cached_bytes(void) { return cache.bytes; }
size_t lk_buffer_system_allocations(void) { return cache.system_allocations; }
