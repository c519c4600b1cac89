// Recycled memory: each thread keeps freed buffers in lists by size class, so that a training loop, which
// asks for the same sizes again and again, stops asking the system after its first round.
//
// Classes are quarters of powers of two (at most a quarter is wasted), from 16 floats up. The most recently
// freed buffer is handed out first because it is still in the cache. A buffer may be freed by another thread
// than the one that took it. What a thread would hold beyond its limit goes to lists that all threads share,
// and so back to those that ask for more than they free.
#include "CKernels.h"
#include "Dispatch.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { SMALLEST_SHIFT = 4, CLASSES = 4 * 40 };

/// Bytes that a thread's lists hold at most, and those of all threads together.
static const size_t THREAD_LIMIT = (size_t)32 << 20;
static const size_t SHARED_LIMIT = (size_t)64 << 20;

typedef struct Block {
  struct Block *next;
} Block;

typedef struct {
  Block *lists[CLASSES];
  size_t bytes;
  size_t system_allocations;
  ptrdiff_t live, peak;
  int registered;
} Cache;

static _Thread_local Cache cache;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static Block *shared_lists[CLASSES];
/// Changed under the lock; read without it to see whether asking is worth while.
static _Atomic size_t shared_bytes;
static _Atomic size_t held_bytes;

static void give_to_system(Block *block, size_t bytes) {
  free(block);
  atomic_fetch_sub_explicit(&held_bytes, bytes, memory_order_relaxed);
}

static void share(Block *block, int k, size_t bytes) {
  pthread_mutex_lock(&shared_lock);
  size_t total = atomic_load_explicit(&shared_bytes, memory_order_relaxed) + bytes;
  int fits = total <= SHARED_LIMIT;
  if (fits) {
    block->next = shared_lists[k];
    shared_lists[k] = block;
    atomic_store_explicit(&shared_bytes, total, memory_order_relaxed);
  }
  pthread_mutex_unlock(&shared_lock);
  if (!fits) give_to_system(block, bytes);
}

static Block *take_shared(int k, size_t bytes) {
  if (atomic_load_explicit(&shared_bytes, memory_order_relaxed) < bytes) return NULL;
  pthread_mutex_lock(&shared_lock);
  Block *block = shared_lists[k];
  if (block) {
    shared_lists[k] = block->next;
    size_t total = atomic_load_explicit(&shared_bytes, memory_order_relaxed) - bytes;
    atomic_store_explicit(&shared_bytes, total, memory_order_relaxed);
  }
  pthread_mutex_unlock(&shared_lock);
  return block;
}

/// Floats in a buffer of a class.
INLINE size_t capacity_of(int k) {
  if (k == 0) return (size_t)1 << SMALLEST_SHIFT;
  size_t octave = (size_t)1 << (SMALLEST_SHIFT + (k - 1) / 4);
  return octave + (size_t)((k - 1) % 4 + 1) * (octave / 4);
}

/// Leaves a thread's buffers to all.
static void empty(Cache *c) {
  for (int k = 0; k < CLASSES; k++) {
    while (c->lists[k]) {
      Block *block = c->lists[k];
      c->lists[k] = block->next;
      share(block, k, capacity_of(k) * sizeof(float));
    }
  }
  c->bytes = 0;
}

static void leave_cache(void *pointer) {
  Cache *c = pointer;
  empty(c);
  c->registered = 0;
}

static void make_key(void) { pthread_key_create(&key, leave_cache); }

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
  size_t bytes = capacity * sizeof(float);
  cache.live += (ptrdiff_t)bytes;
  if (cache.live > cache.peak) cache.peak = cache.live;
  Block *block = k < CLASSES ? cache.lists[k] : NULL;
  if (block) {
    cache.lists[k] = block->next;
    cache.bytes -= bytes;
    return (float *)block;
  }
  if (k < CLASSES) block = take_shared(k, bytes);
  if (block) return (float *)block;
  float *memory = k < CLASSES ? aligned_alloc(64, (bytes + 63) / 64 * 64) : NULL;
  if (!memory) {
    fprintf(stderr, "Fatal error: no memory for a tensor of %zu floats\n", count);
    abort();
  }
  atomic_fetch_add_explicit(&held_bytes, bytes, memory_order_relaxed);
  cache.system_allocations++;
  return memory;
}

void lk_buffer_release(float *buffer, size_t count) {
  size_t capacity;
  int k = class_of(count, &capacity);
  size_t bytes = capacity * sizeof(float);
  Block *block = (Block *)buffer;
  cache.live -= (ptrdiff_t)bytes;
  if (bytes > THREAD_LIMIT) {
    share(block, k, bytes);
    return;
  }
  // All of it, so that sizes which this thread does not ask for any more do not keep out those it does.
  if (cache.bytes + bytes > THREAD_LIMIT) empty(&cache);
  if (!cache.registered) {
    pthread_once(&once, make_key);
    pthread_setspecific(key, &cache);
    cache.registered = 1;
  }
  block->next = cache.lists[k];
  cache.lists[k] = block;
  cache.bytes += bytes;
}

size_t lk_buffer_cached_bytes(void) { return cache.bytes; }
size_t lk_buffer_system_allocations(void) { return cache.system_allocations; }
size_t lk_buffer_held_bytes(void) { return atomic_load_explicit(&held_bytes, memory_order_relaxed); }

ptrdiff_t lk_buffer_peak_bytes(int restart) {
  ptrdiff_t peak = cache.peak;
  if (restart) cache.peak = cache.live;
  return peak;
}

ptrdiff_t lk_buffer_live_bytes(void) { return cache.live; }
