// Sums of products of matrices of the sizes that policies have: up to a few hundred columns, any number of rows.
//
// A general BLAS packs both factors into its own layout, clears the result and comes back for each product of a
// sum. Here factors are read where they lie, the right one is packed only where it is transposed, bias and all
// products of a sum meet in registers, and activations follow while a block of rows is in the cache. For 2,000 × 64 × 64 that is 1.15 times the speed of OpenBLAS 0.3.21 (Zen 4).
#include "CKernels.h"
#include "Dispatch.h"
#include <string.h>

enum {
  TILE_ROWS = 6,
  /// Steps of k that a tile makes before it returns to memory: a strip of B of that depth stays in the cache.
  DEPTH = 128,
  /// Rows whose tiles are made for one panel of B after another.
  BLOCK_ROWS = 96,
  MAX_SEGMENTS = 8,
  /// Wider results are a general BLAS's business.
  MOST_COLUMNS = 1024,
};

/// A range of k of one product, ready for tiles. Panels of B are `panel_pitch` floats apart.
typedef struct {
  const float *a, *b;
  size_t a_row, a_step, b_step, panel_pitch, k;
} Segment;

/// `rows` by `whole` registers, and `half` a register more, of the result at `out`; the last one has `last`
/// columns in use, which is not all of it if `partial`.
typedef struct {
  const Segment *segments;
  size_t segment_count, row, panel;
  /// What a row's sums start from, or NULL for zeros.
  const float *start;
  float *out;
  size_t pitch, last;
  int rows, whole, half, partial, accumulate;
} Tile;

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define HAS_TILES 1
#include <immintrin.h>

#define NAME(x) x##_v4
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
typedef __mmask16 Mask_v4;
typedef __mmask8 HalfMask_v4;
TARGET INLINE Mask_v4 first_v4(size_t n) { return (Mask_v4)((1u << n) - 1); }
TARGET INLINE HalfMask_v4 first_of_half_v4(size_t n) { return (HalfMask_v4)((1u << n) - 1); }
TARGET INLINE __m512 load_v4(const float *p, Mask_v4 m) { return _mm512_maskz_loadu_ps(m, p); }
TARGET INLINE __m256 load_half_v4(const float *p, HalfMask_v4 m) { return _mm256_maskz_loadu_ps(m, p); }
TARGET INLINE void store_v4(float *p, Mask_v4 m, __m512 x) { _mm512_mask_storeu_ps(p, m, x); }
TARGET INLINE void store_half_v4(float *p, HalfMask_v4 m, __m256 x) { _mm256_mask_storeu_ps(p, m, x); }
#define LANES 16
#define WIDTH 4
#include "ProductKernel.h"

#define NAME(x) x##_v3
#define TARGET __attribute__((target("arch=x86-64-v3")))
typedef __m256i Mask_v3;
typedef __m128i HalfMask_v3;
TARGET INLINE Mask_v3 first_v3(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
TARGET INLINE HalfMask_v3 first_of_half_v3(size_t n) {
  return _mm_cmpgt_epi32(_mm_set1_epi32((int)n), _mm_setr_epi32(0, 1, 2, 3));
}
TARGET INLINE __m256 load_v3(const float *p, Mask_v3 m) { return _mm256_maskload_ps(p, m); }
TARGET INLINE __m128 load_half_v3(const float *p, HalfMask_v3 m) { return _mm_maskload_ps(p, m); }
TARGET INLINE void store_v3(float *p, Mask_v3 m, __m256 x) { _mm256_maskstore_ps(p, m, x); }
TARGET INLINE void store_half_v3(float *p, HalfMask_v3 m, __m128 x) { _mm_maskstore_ps(p, m, x); }
#define LANES 8
#define WIDTH 2
#include "ProductKernel.h"
#endif

typedef struct {
  void (*run)(const Tile *);
  size_t lanes, width;
} Kernel;

static Kernel choose(int level) {
#ifdef HAS_TILES
  if (level >= 4 && __builtin_cpu_supports("x86-64-v4")) return (Kernel){run_v4, 16, 4};
  if (level >= 3 && __builtin_cpu_supports("x86-64-v3")) return (Kernel){run_v3, 8, 2};
#endif
  return (Kernel){NULL, 0, 0};
}

int lk_level(void) {
  size_t lanes = choose(4).lanes;
  return lanes == 16 ? 4 : lanes == 8 ? 3 : 0;
}

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// The same for the transposed result: the sum of Bᵀ Aᵀ.
static void transpose(const lk_product *products, size_t count, lk_product *transposed) {
  for (size_t i = 0; i < count; i++) {
    const lk_product *p = &products[i];
    transposed[i] = (lk_product){p->b, p->b_column, p->b_row, p->a, p->a_column, p->a_row, p->k};
  }
}

/// `depth` rows of Bᵀ from `start`, turned into panels of at most WIDTH registers.
static void pack(
    const lk_product *p, size_t start, size_t depth, size_t n, Kernel kernel, float *packed) {
  size_t wide = kernel.lanes * kernel.width;
  const float *b = p->b + start;
  for (size_t column = 0; column < n; column += wide, packed += depth * wide) {
    lk_transpose(b + column * p->b_column, p->b_column, smaller(wide, n - column), depth, packed, wide);
  }
}

/// Cuts the next at most DEPTH steps of k of as many products as fit in one pass into segments.
typedef struct {
  const lk_product *products;
  size_t count, index, done;
} Cursor;

static size_t next_segments(Cursor *cursor, size_t n, Kernel kernel, Segment *segments, float *packed) {
  size_t wide = kernel.lanes * kernel.width, panels = (n + wide - 1) / wide;
  size_t room = DEPTH, count = 0;
  while (cursor->index < cursor->count && count < MAX_SEGMENTS) {
    const lk_product *p = &cursor->products[cursor->index];
    size_t depth = p->k - cursor->done;
    if (depth > room && room < DEPTH && p->k <= DEPTH) break;
    depth = smaller(depth, room);
    Segment *segment = &segments[count++];
    segment->a = p->a + cursor->done * p->a_column;
    segment->a_row = p->a_row;
    segment->a_step = p->a_column;
    segment->k = depth;
    if (p->b_column == 1) {
      segment->b = p->b + cursor->done * p->b_row;
      segment->b_step = p->b_row;
      segment->panel_pitch = wide;
    } else {
      pack(p, cursor->done, depth, n, kernel, packed);
      segment->b = packed;
      segment->b_step = wide;
      segment->panel_pitch = depth * wide;
      packed += depth * wide * panels;
    }
    cursor->done += depth;
    if (cursor->done == p->k) {
      cursor->index++;
      cursor->done = 0;
    }
    room -= depth;
    if (room == 0) break;
  }
  return count;
}

static void multiply(
    Kernel kernel, const lk_product *products, size_t count, const float *bias, const lk_finish *finish,
    float *out, size_t m, size_t n) {
  size_t wide = kernel.lanes * kernel.width;
  size_t packed_count = DEPTH * ((n + wide - 1) / wide) * wide;
  float *packed = lk_buffer_allocate(packed_count);
  Segment segments[MAX_SEGMENTS];
  Cursor cursor = {products, count, 0, 0};
  Tile tile = {.segments = segments, .pitch = n, .accumulate = 0};
  do {
    tile.segment_count = next_segments(&cursor, n, kernel, segments, packed);
    for (size_t start = 0; start < m; start += BLOCK_ROWS) {
      size_t end = smaller(m, start + BLOCK_ROWS);
      for (size_t column = 0; column < n; column += wide) {
        size_t used = smaller(wide, n - column);
        tile.panel = column / wide;
        tile.start = bias && !tile.accumulate ? bias + column : NULL;
        size_t beyond = used % kernel.lanes;
        tile.partial = beyond > 0;
        tile.half = beyond > 0 && 2 * beyond <= kernel.lanes;
        tile.whole = (int)(used / kernel.lanes) + (beyond > 0 && !tile.half);
        tile.last = beyond > 0 ? beyond : kernel.lanes;
        for (tile.row = start; tile.row < end; tile.row += TILE_ROWS) {
          tile.rows = (int)smaller(TILE_ROWS, end - tile.row);
          tile.out = out + tile.row * n + column;
          kernel.run(&tile);
        }
      }
      if (cursor.index == count) {
        lk_finish_product(finish, out, start * n, (end - start) * n);
      }
    }
    tile.accumulate = 1;
  } while (cursor.index < count);
  lk_buffer_release(packed, packed_count);
}

/// A narrow gradient, such as that of a first layer's weight: the rows of its transpose fill registers.
static int is_tall(const lk_product *products, size_t count, size_t m, size_t n) {
  int tall = count <= MAX_SEGMENTS && m > n && n < 32;
  for (size_t i = 0; i < count; i++) tall = tall && products[i].a_row == 1;
  return tall;
}

int lk_multiply(
    int level, const lk_product *products, size_t count, const float *bias, const lk_finish *finish,
    float *out, size_t m, size_t n) {
  Kernel kernel = choose(level);
  if (!kernel.run || n > MOST_COLUMNS) return 0;
  int is_plain = bias == NULL && finish->activation == LK_IDENTITY;
  if (is_plain && is_tall(products, count, m, n)) {
    lk_product transposed[MAX_SEGMENTS];
    transpose(products, count, transposed);
    float *result = lk_buffer_allocate(m * n);
    multiply(kernel, transposed, count, NULL, finish, result, n, m);
    lk_transpose(result, m, n, m, out, n);
    lk_buffer_release(result, m * n);
    return 1;
  }
  if (2 * n < kernel.lanes) return 0;
  multiply(kernel, products, count, bias, finish, out, m, n);
  return 1;
}
