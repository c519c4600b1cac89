#pragma once

#include "Random.hpp"

#include <box2d/box2d.h>
#include <time.h>

#include <cstdio>
#include <vector>

/// What both loops are told.
struct Options {
  int environments = 64;
  long steps = 0;          // of all environments together
  bool fixtures = true;
  bool trace = false;
  std::vector<float> task;  // of a trace
};

inline double seconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

inline int touching(const b2World &world) {
  int count = 0;
  for (const b2Contact *contact = world.GetContactList(); contact != nullptr; contact = contact->GetNext()) {
    count += contact->IsTouching();
  }
  return count;
}

/// Steps the environments one after the other and prints what it took, as one JSON object.
template <class Scene>
void measure(const Options &options) {
  CheapRandom random(1);
  std::vector<Scene> environments;
  std::vector<float> observations(options.environments * Scene::observation_count);
  std::vector<float> rewards(options.environments);
  for (int i = 0; i < options.environments; ++i) {
    float task[Scene::task_count];
    Scene::draw(random, task);
    environments.emplace_back(task, options.fixtures);
    environments[i].reset(&observations[i * Scene::observation_count]);
  }
  float action[Scene::action_count];
  double checksum = 0;
  auto round = [&] {
    for (int i = 0; i < options.environments; ++i) {
      for (float &number : action) number = random.next();
      float *observation = &observations[i * Scene::observation_count];
      if (environments[i].step(action, observation, &rewards[i])) environments[i].reset(observation);
      checksum += rewards[i];
    }
  };
  long contacts = 0;
  for (int i = 0; i < Scene::horizon; ++i) {  // caches and branch predictors learn the loop
    round();
    for (const Scene &environment : environments) contacts += touching(environment.world());
  }
  const long rounds = options.steps / options.environments;
  const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
  for (long i = 0; i < rounds; ++i) round();
  std::printf("{\"steps\": %ld, \"cpuSeconds\": %.9f, \"wallSeconds\": %.9f, \"checksum\": %.9g, "
              "\"contacts\": %.9g}\n",
              rounds * options.environments, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
              seconds(CLOCK_MONOTONIC) - wall, checksum,
              double(contacts) / (Scene::horizon * options.environments));
}

/// Plays the actions on standard input and prints a line of observation and reward after each.
template <class Scene>
void trace(const Options &options) {
  Scene environment(options.task.data(), options.fixtures);
  float observation[Scene::observation_count], action[Scene::action_count], reward;
  environment.reset(observation);
  for (;;) {
    for (float &number : action) {
      if (std::scanf("%f", &number) != 1) return;
    }
    const bool ended = environment.step(action, observation, &reward);
    for (float number : observation) std::printf("%.9g ", number);
    std::printf("%.9g\n", reward);
    if (ended) environment.reset(observation);
  }
}
