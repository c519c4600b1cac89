// Causal attention over whole sequences, forward and backward, each in one call; and one step of it from a cache.
//
// A query looks at the keys of its own sequence, itself and those before it, `window` of them at most. Scores of all
// steps would be a square of which a sequence that is cut into trials uses little: queries are taken in blocks that end
// where a sequence begins, and only the keys that a block can see are multiplied. Nothing of the scores is kept: the way
// back computes them again from the logarithms of their sums (Dao et al. 2022, FlashAttention, section 3.1).
//
// For one head with components of q, k, v (q already divided by the root of their number), b a bias by distance:
//   s_ts = q_t k_s + b_(t-s)   l_t = log sum_s exp(s_ts)   p_ts = exp(s_ts - l_t)   o_t = sum_s p_ts v_s
// and back, from do, with D_t = do_t o_t:
//   ds_ts = p_ts (do_t v_s - D_t)   dq_t = sum_s ds_ts k_s   dk_s = sum_t ds_ts q_t   dv_s = sum_t p_ts do_t
//   db_d = sum of ds_ts over t - s = d
#include "Sums.h"
#include "VectorMath.h"

enum {
  /// Queries of a block.
  QUERIES = 32,
  /// Partial maxima and sums of a row.
  GROUP = 16,
};

static size_t padded(size_t n) { return (n + GROUP - 1) / GROUP * GROUP; }
static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/// The widest kernel whose registers a row of n fills.
static Kernel fitting(int level, size_t n) {
  Kernel kernel = choose(level);
  while (kernel.lanes > n && level > 2) kernel = choose(--level);
  return kernel;
}

// --- Rows of scores --------------------------------------------------------------------------------------

KERNEL static void add(size_t n, const float *restrict x, float *restrict out) {
  for (size_t i = 0; i < n; i++) out[i] += x[i];
}

/// s becomes its softmax; returns the logarithm of the sum of exponentials.
KERNEL static float softmax_row(size_t n, float *restrict s) {
  float top[GROUP], sums[GROUP] = {0};
  for (size_t k = 0; k < GROUP; k++) top[k] = -INFINITY;
  size_t whole = n / GROUP * GROUP;
  for (size_t i = 0; i < whole; i += GROUP) {
    for (size_t k = 0; k < GROUP; k++) top[k] = s[i + k] > top[k] ? s[i + k] : top[k];
  }
  for (size_t k = 0; whole + k < n; k++) top[k] = s[whole + k] > top[k] ? s[whole + k] : top[k];
  for (size_t width = GROUP / 2; width > 0; width /= 2) {
    for (size_t k = 0; k < width; k++) top[k] = top[k + width] > top[k] ? top[k + width] : top[k];
  }
  for (size_t i = 0; i < n; i++) s[i] = vm_exp(s[i] - top[0]);
  for (size_t i = 0; i < whole; i += GROUP) {
    for (size_t k = 0; k < GROUP; k++) sums[k] += s[i + k];
  }
  for (size_t k = 0; whole + k < n; k++) sums[k] += s[whole + k];
  for (size_t width = GROUP / 2; width > 0; width /= 2) {
    for (size_t k = 0; k < width; k++) sums[k] += sums[k + width];
  }
  float scale = 1 / sums[0];
  for (size_t i = 0; i < n; i++) s[i] *= scale;
  return top[0] + vm_log(sums[0]);
}

/// p becomes exp(p + bias - log), d becomes p (d - mean), which is added to d_bias too.
KERNEL static void backward_row(
    size_t n, const float *restrict bias, float log, float mean, float *restrict p, float *restrict d,
    float *restrict d_bias) {
  for (size_t i = 0; i < n; i++) p[i] = vm_exp(p[i] + bias[i] - log);
  for (size_t i = 0; i < n; i++) {
    d[i] = p[i] * (d[i] - mean);
    d_bias[i] += d[i];
  }
}

KERNEL static void scaled_rows(
    const float *restrict x, size_t x_pitch, size_t rows, size_t n, float scale, float *restrict out,
    size_t out_pitch) {
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < n; i++) out[row * out_pitch + i] = scale * x[row * x_pitch + i];
  }
}

/// Zero outside the `count` places from `from` on.
static void zero_outside(float *x, size_t from, size_t count, size_t n) {
  memset(x, 0, from * sizeof(float));
  memset(x + from + count, 0, (n - from - count) * sizeof(float));
}

// --- Blocks of queries -----------------------------------------------------------------------------------

/// Queries [begin, end) of a row, whose sequence began at `first`, and the first key that one of them sees.
typedef struct {
  size_t first, begin, end, low;
} Block;

static int starts(const lk_attention *a, size_t step, size_t row) {
  return step == 0 || (a->starts && a->starts[step * a->rows + row] != 0);
}

/// The first key that a query sees.
static size_t sees_from(const lk_attention *a, size_t first, size_t query) {
  size_t from = query + 1 > a->window ? query + 1 - a->window : 0;
  return from > first ? from : first;
}

/// The block behind one, or the first where that one's end is 0; 0 where there is none left.
static int next_block(const lk_attention *a, size_t row, Block *b) {
  if (b->end == a->steps) return 0;
  b->begin = b->end;
  if (starts(a, b->begin, row)) b->first = b->begin;
  b->end++;
  while (b->end < a->steps && b->end < b->begin + QUERIES && !starts(a, b->end, row)) b->end++;
  b->low = sees_from(a, b->first, b->begin);
  return 1;
}

static size_t most_keys(const lk_attention *a) {
  return padded(least(a->steps, least(a->window, a->steps) + QUERIES));
}

size_t lk_attention_span(const lk_attention *a) { return least(a->steps, a->window); }

void lk_attention_forward(int level, const lk_attention *a, float *out, float *logs) {
  size_t steps = a->steps, rows = a->rows, size = a->size, width = a->heads * size;
  size_t span = lk_attention_span(a), pitch = steps + GROUP, step = rows * 3 * width;
  Kernel wide = choose(level), narrow = fitting(level, size);
  float *q = lk_buffer_allocate(steps * size), *v = lk_buffer_allocate(steps * size);
  float *keys = lk_buffer_allocate(size * pitch), *said = lk_buffer_allocate(QUERIES * size);
  float *scores = lk_buffer_allocate(QUERIES * most_keys(a));
  memset(keys, 0, size * pitch * sizeof(float));
  for (size_t head = 0; head < a->heads; head++) {
    const float *bias = a->bias + head * span;
    for (size_t row = 0; row < rows; row++) {
      const float *own = a->projected + row * 3 * width + head * size;
      scaled_rows(own, step, steps, size, 1 / sqrtf((float)size), q, size);
      lk_transpose(own + width, step, steps, size, keys, pitch);
      lk_copy_rows(own + 2 * width, step, v, size, steps, size);
      Block b = {0};
      while (next_block(a, row, &b)) {
        size_t m = b.end - b.begin, n = b.end - b.low, across = padded(n);
        Sum products = {.terms = {{q + b.begin * size, size, 1, keys + b.low, pitch, size}}, .count = 1,
                        .out = scores, .m = m, .n = across};
        sum(wide, &products);
        for (size_t i = 0; i < m; i++) {
          size_t query = b.begin + i, from = sees_from(a, b.first, query), count = query + 1 - from;
          float *s = scores + i * across;
          zero_outside(s, from - b.low, count, across);
          s += from - b.low;
          add(count, bias + span - count, s);
          logs[(query * rows + row) * a->heads + head] = softmax_row(count, s);
        }
        Sum means = {.terms = {{scores, across, 1, v + b.low * size, size, n}}, .count = 1, .out = said, .m = m,
                     .n = size};
        sum(narrow, &means);
        lk_copy_rows(said, size, out + (b.begin * rows + row) * width + head * size, rows * width, m, size);
      }
    }
  }
  lk_buffer_release(scores, QUERIES * most_keys(a));
  lk_buffer_release(said, QUERIES * size);
  lk_buffer_release(keys, size * pitch);
  lk_buffer_release(v, steps * size);
  lk_buffer_release(q, steps * size);
}

/// A row's head on the way back: what it reads, each [steps, size] or turned [size, pitch], and what it writes.
typedef struct {
  float *q, *k, *turned_k, *turned_v, *c, *dk, *dv;
} Head;

static void backward_block(
    int level, const lk_attention *a, const Head *h, const Block *b, size_t row, size_t head,
    const float *out, const float *logs, float *scores, float *slopes, float *room, float *d_projected,
    float *d_bias) {
  size_t rows = a->rows, size = a->size, width = a->heads * size, span = lk_attention_span(a);
  size_t pitch = a->steps + GROUP, m = b->end - b->begin, n = b->end - b->low, across = padded(n);
  const float *c = h->c + b->begin * size, *bias = a->bias + head * span;
  Kernel wide = choose(level), narrow = fitting(level, size);
  Sum products = {.terms = {{h->q + b->begin * size, size, 1, h->turned_k + b->low, pitch, size}}, .count = 1,
                  .out = scores, .m = m, .n = across};
  sum(wide, &products);
  Sum weights = {.terms = {{c, size, 1, h->turned_v + b->low, pitch, size}}, .count = 1, .out = slopes, .m = m,
                 .n = across};
  sum(wide, &weights);
  for (size_t i = 0; i < m; i++) {
    size_t query = b->begin + i, from = sees_from(a, b->first, query), count = query + 1 - from;
    size_t place = query * rows + row, skipped = from - b->low;
    float *p = scores + i * across, *d = slopes + i * across, mean = 0;
    const float *o = out + place * width + head * size;
    for (size_t j = 0; j < size; j++) mean += c[i * size + j] * o[j];
    zero_outside(p, skipped, count, across);
    zero_outside(d, skipped, count, across);
    backward_row(
        count, bias + span - count, logs[place * a->heads + head], mean, p + skipped, d + skipped,
        d_bias + head * span + span - count);
  }
  Sum queries = {.terms = {{slopes, across, 1, h->k + b->low * size, size, n}}, .count = 1, .out = room, .m = m,
                 .n = size};
  sum(narrow, &queries);
  scaled_rows(
      room, size, m, size, 1 / sqrtf((float)size),
      d_projected + (b->begin * rows + row) * 3 * width + head * size, rows * 3 * width);
  Sum keys = {.terms = {{slopes, 1, across, h->q + b->begin * size, size, m}}, .count = 1, .out = room, .m = n,
              .n = size};
  sum(narrow, &keys);
  add(n * size, room, h->dk + b->low * size);
  Sum values = {.terms = {{scores, 1, across, c, size, m}}, .count = 1, .out = room, .m = n, .n = size};
  sum(narrow, &values);
  add(n * size, room, h->dv + b->low * size);
}

void lk_attention_backward(
    int level, const lk_attention *a, const float *out, const float *logs, const float *cotangent,
    float *d_projected, float *d_bias) {
  size_t steps = a->steps, rows = a->rows, size = a->size, width = a->heads * size;
  size_t pitch = steps + GROUP, step = rows * 3 * width, most = most_keys(a);
  float *memory[7];
  for (int i = 0; i < 7; i++) {
    size_t count = i < 2 ? size * pitch : steps * size;
    memory[i] = lk_buffer_allocate(count);
    memset(memory[i], 0, count * sizeof(float));
  }
  Head h = {.turned_k = memory[0], .turned_v = memory[1], .q = memory[2], .k = memory[3], .c = memory[4],
            .dk = memory[5], .dv = memory[6]};
  float *scores = lk_buffer_allocate(QUERIES * most), *slopes = lk_buffer_allocate(QUERIES * most);
  float *room = lk_buffer_allocate(most * size);
  memset(d_bias, 0, a->heads * lk_attention_span(a) * sizeof(float));
  for (size_t head = 0; head < a->heads; head++) {
    for (size_t row = 0; row < rows; row++) {
      const float *own = a->projected + row * 3 * width + head * size;
      float *d_own = d_projected + row * 3 * width + head * size;
      scaled_rows(own, step, steps, size, 1 / sqrtf((float)size), h.q, size);
      lk_copy_rows(own + width, step, h.k, size, steps, size);
      lk_transpose(own + width, step, steps, size, h.turned_k, pitch);
      lk_transpose(own + 2 * width, step, steps, size, h.turned_v, pitch);
      lk_copy_rows(cotangent + row * width + head * size, rows * width, h.c, size, steps, size);
      memset(h.dk, 0, steps * size * sizeof(float));
      memset(h.dv, 0, steps * size * sizeof(float));
      Block b = {0};
      while (next_block(a, row, &b)) {
        backward_block(level, a, &h, &b, row, head, out, logs, scores, slopes, room, d_projected, d_bias);
      }
      lk_copy_rows(h.dk, size, d_own + width, step, steps, size);
      lk_copy_rows(h.dv, size, d_own + 2 * width, step, steps, size);
    }
  }
  lk_buffer_release(room, most * size);
  lk_buffer_release(slopes, QUERIES * most);
  lk_buffer_release(scores, QUERIES * most);
  for (int i = 7; i-- > 0;) lk_buffer_release(memory[i], i < 2 ? size * pitch : steps * size);
}

// --- One step --------------------------------------------------------------------------------------------

/// Keys lie component by component, so that scores of many steps come in one register; values lie step by step.
size_t lk_attention_cache(size_t width, size_t window) { return width * (padded(window) + window); }

void lk_attention_step(
    int level, const lk_attention *a, const float *counts, float *cache, size_t pitch, float *out) {
  size_t size = a->size, width = a->heads * size, window = a->window, across = padded(window);
  Kernel wide = choose(level), narrow = fitting(level, size);
  float *scores = lk_buffer_allocate(across), *q = lk_buffer_allocate(width);
  for (size_t row = 0; row < a->rows; row++) {
    size_t count = (size_t)counts[row * pitch], slot = count % window, n = least(count + 1, window);
    const float *own = a->projected + row * 3 * width;
    float *keys = cache + row * pitch, *values = keys + width * across;
    for (size_t i = 0; i < width; i++) keys[i * across + slot] = own[width + i];
    memcpy(values + slot * width, own + 2 * width, width * sizeof(float));
    scaled_rows(own, width, 1, width, 1 / sqrtf((float)size), q, width);
    for (size_t head = 0; head < a->heads; head++) {
      // Biases stand from the farthest to the nearest: those up to the newest key, then those of keys a round older.
      const float *bias = a->bias + head * window;
      Sum products = {.terms = {{q + head * size, size, 1, keys + head * size * across, across, size}}, .count = 1,
                      .out = scores, .m = 1, .n = padded(n)};
      sum(wide, &products);
      add(slot + 1, bias + window - 1 - slot, scores);
      add(n - slot - 1, bias, scores + slot + 1);
      softmax_row(n, scores);
      Sum mean = {.terms = {{scores, n, 1, values + head * size, width, n}}, .count = 1,
                  .out = out + row * width + head * size, .m = 1, .n = size};
      sum(narrow, &mean);
    }
  }
  lk_buffer_release(q, width);
  lk_buffer_release(scores, across);
}
