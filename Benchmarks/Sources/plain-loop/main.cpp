// plain-loop SCENE [--environments N] [--steps N] [--no-fixtures]   measures
// plain-loop SCENE --trace TASK-NUMBER…                             plays the actions on standard input
//
// What a C++ program gets out of libbox2d with one world for each environment: the yardstick of `sim-bench`.
// Another scene is a class like `Reach` and a line in `main`.

#include "Grasp.hpp"
#include "Loop.hpp"
#include "Push.hpp"
#include "Reach.hpp"

#include <cstdlib>
#include <cstring>

template <class Scene>
static int run(const Options &options) {
  if (options.trace && options.task.size() != Scene::task_count) return 64;
  options.trace ? trace<Scene>(options) : measure<Scene>(options);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  Options options;
  for (int i = 2; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--no-fixtures")) options.fixtures = false;
    else if (!std::strcmp(argv[i], "--trace")) options.trace = true;
    else if (options.trace) options.task.push_back(std::strtof(argv[i], nullptr));
    else if (!std::strcmp(argv[i], "--environments") && i + 1 < argc) options.environments = std::atoi(argv[++i]);
    else if (!std::strcmp(argv[i], "--steps") && i + 1 < argc) options.steps = std::atol(argv[++i]);
    else return 64;
  }
  if (!std::strcmp(argv[1], "reach")) return run<Reach>(options);
  if (!std::strcmp(argv[1], "grasp")) return run<Grasp>(options);
  if (!std::strcmp(argv[1], "push")) return run<Push>(options);
  return 64;
}
