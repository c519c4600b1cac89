// The sum of `term`, which reads i + k, over n numbers: partial sums side by side, which the compiler keeps in
// registers, added by halves at the end. The order depends on nothing but n.
#pragma once
#include <stddef.h>

#define LANE_SUM(total, count, n, term)                                                            \
  float total;                                                                                     \
  do {                                                                                             \
    float lanes[count] = {0};                                                                      \
    size_t i = 0;                                                                                  \
    for (; i + (count) <= (n); i += (count)) {                                                     \
      for (size_t k = 0; k < (count); k++) lanes[k] += term;                                       \
    }                                                                                              \
    for (size_t k = 0; i + k < (n); k++) lanes[k] += term;                                         \
    for (size_t width = (count) / 2; width > 0; width /= 2) {                                      \
      for (size_t k = 0; k < width; k++) lanes[k] += lanes[k + width];                             \
    }                                                                                              \
    total = lanes[0];                                                                              \
  } while (0)
