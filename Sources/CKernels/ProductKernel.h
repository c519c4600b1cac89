// The innermost loop of Products.c, included once per instruction set, which defines
//   NAME(x)  x with the instruction set's suffix       TARGET  attributes of its functions
//   LANES    floats in a register                      WIDTH   registers across a tile
// A tile keeps the sums of up to 6 rows in 6 * WIDTH registers while k runs; per step of k it loads WIDTH
// registers of B and broadcasts one float of A per row. The last register across may be of half the length, and
// only its first `last` floats are read and written: B's rows lie where they lie, without padding.

typedef float NAME(Vector) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float NAME(Half) __attribute__((vector_size(2 * LANES), aligned(4), may_alias));

#define UNROLL _Pragma("clang loop unroll(full)")

/// Adds to a row of the result or replaces it.
TARGET INLINE void NAME(put)(float *place, NAME(Vector) sums, int accumulate) {
  NAME(Vector) *vector = (NAME(Vector) *)place;
  *vector = accumulate ? *vector + sums : sums;
}

/// `whole` registers across and, if `half`, one of half the length; if `partial`, the last one is not all in use.
TARGET INLINE void NAME(tile)(const Tile *t, int rows, int whole, int half, int partial) {
  const int full = partial && !half ? whole - 1 : whole;
  const NAME(Mask) mask = NAME(first)(t->last);
  const NAME(HalfMask) half_mask = NAME(first_of_half)(t->last);
  NAME(Vector) sums[TILE_ROWS][WIDTH];
  NAME(Half) ends[TILE_ROWS];
  NAME(Vector) start[WIDTH] = {0};
  NAME(Half) start_end = {0};
  if (t->start) {
    UNROLL for (int j = 0; j < full; j++) start[j] = *(const NAME(Vector) *)(t->start + j * LANES);
    if (half) {
      start_end = NAME(load_half)(t->start + whole * LANES, half_mask);
    } else if (partial) {
      start[full] = NAME(load)(t->start + full * LANES, mask);
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < whole; j++) sums[i][j] = start[j];
    ends[i] = start_end;
  }
  for (size_t s = 0; s < t->segment_count; s++) {
    const Segment *segment = &t->segments[s];
    const size_t a_row = segment->a_row, a_step = segment->a_step, b_step = segment->b_step;
    const float *a = segment->a + t->row * a_row;
    const float *b = segment->b + t->panel * segment->panel_pitch;
    for (size_t k = segment->k; k > 0; k--, a += a_step, b += b_step) {
      NAME(Vector) right[WIDTH];
      NAME(Half) end = {0};
      UNROLL for (int j = 0; j < full; j++) right[j] = *(const NAME(Vector) *)(b + j * LANES);
      if (half) {
        end = NAME(load_half)(b + whole * LANES, half_mask);
      } else if (partial) {
        right[full] = NAME(load)(b + full * LANES, mask);
      }
      UNROLL for (int i = 0; i < rows; i++) {
        float left = a[(size_t)i * a_row];
        UNROLL for (int j = 0; j < whole; j++) sums[i][j] += right[j] * left;
        if (half) ends[i] += end * left;
      }
    }
  }
  float *out = t->out;
  UNROLL for (int i = 0; i < rows; i++, out += t->pitch) {
    UNROLL for (int j = 0; j < full; j++) NAME(put)(out + j * LANES, sums[i][j], t->accumulate);
    float *place = out + full * LANES;
    if (half) {
      if (t->accumulate) ends[i] += NAME(load_half)(place, half_mask);
      NAME(store_half)(place, half_mask, ends[i]);
    } else if (partial) {
      if (t->accumulate) sums[i][full] += NAME(load)(place, mask);
      NAME(store)(place, mask, sums[i][full]);
    }
  }
}

#define CASE(rows, whole, half, partial)                                                           \
  case 32 * rows + 4 * (whole) + 2 * half + partial:                                               \
    NAME(tile)(t, rows, whole, half, partial);                                                     \
    break;
#define ACROSS(rows, whole) CASE(rows, whole, 0, 0) CASE(rows, whole, 0, 1) CASE(rows, whole - 1, 1, 1)
#if WIDTH > 2
#define WIDE(rows) ACROSS(rows, 3) ACROSS(rows, 4)
#else
#define WIDE(rows)
#endif
#define HEIGHT(rows) ACROSS(rows, 1) ACROSS(rows, 2) WIDE(rows)

TARGET static void NAME(run)(const Tile *t) {
  switch (32 * t->rows + 4 * t->whole + 2 * t->half + t->partial) {
    HEIGHT(1)
    HEIGHT(2)
    HEIGHT(3)
    HEIGHT(4)
    HEIGHT(5)
    HEIGHT(6)
  }
}

#undef HEIGHT
#undef WIDE
#undef ACROSS
#undef CASE
#undef UNROLL
#undef NAME
#undef TARGET
#undef LANES
#undef WIDTH
