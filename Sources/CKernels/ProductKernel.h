// The innermost loop of Products.c, included once per instruction set, which defines
//   NAME(x)  x with the instruction set's suffix       TARGET  attributes of its functions
//   LANES    floats in a register                      WIDTH   registers across a tile
// A tile keeps the sums of up to 6 rows in 6 * WIDTH registers while k runs; per step of k it loads WIDTH
// registers of B and broadcasts one float of A per row. The last register across may be of half the length.

typedef float NAME(Vector) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float NAME(Half) __attribute__((vector_size(2 * LANES), aligned(4), may_alias));

#define UNROLL _Pragma("clang loop unroll(full)")

/// `whole` registers across and, if `half`, one of half the length.
TARGET INLINE void NAME(tile)(const Tile *t, int rows, int whole, int half) {
  NAME(Vector) sums[TILE_ROWS][WIDTH];
  NAME(Half) ends[TILE_ROWS];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < whole; j++) sums[i][j] = (NAME(Vector)){0};
    ends[i] = (NAME(Half)){0};
  }
  for (size_t s = 0; s < t->segment_count; s++) {
    const Segment *segment = &t->segments[s];
    const size_t a_row = segment->a_row, a_step = segment->a_step, b_step = segment->b_step;
    const float *a = segment->a + t->row * a_row;
    const float *b = segment->b + t->panel * segment->panel_pitch;
    for (size_t k = segment->k; k > 0; k--, a += a_step, b += b_step) {
      NAME(Vector) right[WIDTH];
      NAME(Half) end = {0};
      UNROLL for (int j = 0; j < whole; j++) right[j] = *(const NAME(Vector) *)(b + j * LANES);
      if (half) end = *(const NAME(Half) *)(b + whole * LANES);
      UNROLL for (int i = 0; i < rows; i++) {
        float left = a[(size_t)i * a_row];
        UNROLL for (int j = 0; j < whole; j++) sums[i][j] += right[j] * left;
        if (half) ends[i] += end * left;
      }
    }
  }
  float *out = t->out;
  UNROLL for (int i = 0; i < rows; i++, out += t->pitch) {
    UNROLL for (int j = 0; j < whole; j++) {
      float *place = out + j * LANES;
      if (half || j < whole - 1 || t->last == LANES) {
        NAME(Vector) *vector = (NAME(Vector) *)place;
        *vector = t->accumulate ? *vector + sums[i][j] : sums[i][j];
      } else {
        for (size_t c = 0; c < t->last; c++) {
          place[c] = t->accumulate ? place[c] + sums[i][j][c] : sums[i][j][c];
        }
      }
    }
    if (half) {
      float *place = out + whole * LANES;
      for (size_t c = 0; c < t->last; c++) place[c] = t->accumulate ? place[c] + ends[i][c] : ends[i][c];
    }
  }
}

#define CASE(rows, whole, half)                                                                    \
  case 16 * rows + 2 * whole + half: NAME(tile)(t, rows, whole, half); break;
#if WIDTH > 2
#define WIDE(rows)                                                                                 \
  CASE(rows, 2, 0) CASE(rows, 2, 1) CASE(rows, 3, 0) CASE(rows, 3, 1)
#else
#define WIDE(rows)
#endif
#define HEIGHT(rows)                                                                               \
  CASE(rows, 0, 1) CASE(rows, 1, 0) CASE(rows, 1, 1) WIDE(rows) CASE(rows, WIDTH, 0)

TARGET static void NAME(run)(const Tile *t) {
  switch (16 * t->rows + 2 * t->whole + t->half) {
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
#undef CASE
#undef UNROLL
#undef NAME
#undef TARGET
#undef LANES
#undef WIDTH
