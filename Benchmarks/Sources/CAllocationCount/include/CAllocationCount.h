#pragma once

#include <stdint.h>

/// Calls of malloc, calloc, realloc and their aligned kin by the calling thread since it began, whichever library
/// made them: a program with this target has its own definitions, which count and pass on to those of glibc.
uint64_t allocation_count(void);
