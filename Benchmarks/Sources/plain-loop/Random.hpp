#pragma once

#include <cstdint>

/// Uniform numbers for a nanosecond each: a 64-bit linear congruential generator (Knuth's MMIX constants).
class CheapRandom {
 public:
  explicit CheapRandom(uint64_t seed) : state_(seed) {}

  /// In [-1, 1).
  float next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<float>(static_cast<int32_t>(state_ >> 32)) * 0x1p-31f;
  }

 private:
  uint64_t state_;
};
