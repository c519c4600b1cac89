// The products of Sums.h, included once per instruction set, which defines
//   NAME(x)  x with the instruction set's suffix       TARGET  attributes of its functions
//   LANES    floats in a register
// A tile keeps the sums of one or two rows in up to WIDTH registers each while k runs. There are no masks: the last
// register across begins LANES before the end, so that a few columns are computed twice, to the same bits.

typedef float NAME(Vector) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define UNROLL _Pragma("clang loop unroll(full)")
#define PLACE(j) ((j) == wide - 1 ? last : (size_t)(j) * LANES)

/// `rows` rows from `row`, `wide` registers from `column`, of which the last begins at `column + last`.
TARGET INLINE void NAME(tile)(
    const Sum *s, size_t row, const int rows, size_t column, const int wide, const size_t last) {
  NAME(Vector) sums[2][WIDTH] = {0};
  if (s->start) {
    UNROLL for (int j = 0; j < wide; j++) {
      sums[0][j] = sums[1][j] = *(const NAME(Vector) *)(s->start + column + PLACE(j));
    }
  }
  for (size_t i = 0; i < s->count; i++) {
    const Term *t = &s->terms[i];
    const size_t a_row = t->a_row, a_step = t->a_step, b_pitch = t->b_pitch;
    const float *a = t->a + row * a_row;
    const float *b = t->b + column;
    for (size_t k = t->k; k > 0; k--, a += a_step, b += b_pitch) {
      const float left = a[0], next = rows > 1 ? a[a_row] : 0;
      UNROLL for (int j = 0; j < wide; j++) {
        NAME(Vector) right = *(const NAME(Vector) *)(b + PLACE(j));
        sums[0][j] += right * left;
        if (rows > 1) sums[1][j] += right * next;
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    float *out = s->out + (row + (size_t)r) * s->n + column;
    UNROLL for (int j = 0; j < wide; j++) *(NAME(Vector) *)(out + PLACE(j)) = sums[r][j];
  }
}

#define ACROSS(wide)                                                                               \
  case wide:                                                                                       \
    for (; row + 2 <= s->m; row += 2) NAME(tile)(s, row, 2, column, wide, last);                   \
    if (row < s->m) NAME(tile)(s, row, 1, column, wide, last);                                     \
    break;

/// n is at least LANES.
TARGET static void NAME(rows)(const Sum *s) {
  size_t across = (s->n + LANES - 1) / LANES, blocks = (across + WIDTH - 1) / WIDTH;
  size_t done = 0;
  for (size_t block = 0; block < blocks; block++) {
    size_t wide = (across - done + blocks - block - 1) / (blocks - block);
    size_t column = done * LANES;
    done += wide;
    size_t last = (done == across ? s->n - LANES : (done - 1) * LANES) - column;
    size_t row = 0;
    switch (wide) {
      ACROSS(1)
      ACROSS(2)
      ACROSS(3)
      ACROSS(4)
      ACROSS(5)
    }
  }
}

/// The sum of a[i] * b[i]; n is at least LANES.
TARGET INLINE float NAME(dot)(const float *a, const float *b, size_t n) {
  NAME(Vector) sums = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) sums += *(const NAME(Vector) *)(a + i) * *(const NAME(Vector) *)(b + i);
  float total = 0;
  for (; i < n; i++) total += a[i] * b[i];
  float lanes[LANES];
  *(NAME(Vector) *)lanes = sums;
  UNROLL for (int half = LANES / 2; half > 0; half /= 2) {
    UNROLL for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  }
  return total + lanes[0];
}

/// The same sums for few columns, from B transposed; steps of A are 1.
TARGET static void NAME(dots)(const Sum *s) {
  for (size_t row = 0; row < s->m; row++) {
    for (size_t j = 0; j < s->n; j++) {
      float sum = s->start ? s->start[j] : 0;
      for (size_t i = 0; i < s->count; i++) {
        const Term *t = &s->terms[i];
        sum += NAME(dot)(t->a + row * t->a_row, t->b + j * t->b_pitch, t->k);
      }
      s->out[row * s->n + j] = sum;
    }
  }
}

#undef ACROSS
#undef PLACE
#undef UNROLL
#undef NAME
#undef TARGET
#undef LANES
