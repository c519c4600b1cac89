#pragma once

#include "Manipulator.hpp"
#include "Random.hpp"

/// The scene `grasp`: under gravity, a box that rests on the floor below the gripper.
class Grasp : public Manipulator {
 public:
  static constexpr int task_count = 5;

  /// `task` is the box's width, height, mass, x and coefficient of friction.
  explicit Grasp(const float *task, bool) : Manipulator(b2Vec2(0, -9.81f)) { std::copy_n(task, task_count, task_); }

  static void draw(CheapRandom &random, float *task) {
    const float low[] = {0.04f, 0.04f, 0.1f, 0.45f, 0.5f}, high[] = {0.08f, 0.08f, 0.4f, 0.75f, 1.2f};
    for (int i = 0; i < task_count; ++i) task[i] = low[i] + 0.5f * (1 + random.next()) * (high[i] - low[i]);
  }

 private:
  const float *start() const override {
    static constexpr float start[] = {0.7161f, -1.6961f, -0.5908f, 0.05f};
    return start;
  }

  void build_objects() override {
    b2PolygonShape box;
    box.SetAsBox(2, 0.1f);
    floor_ = add_body(b2_staticBody, b2Vec2(0, -0.6f));
    add_fixture(floor_, box, 0.8f);
    const float width = task_[0], height = task_[1], mass = task_[2];
    object_ = add_body(b2_dynamicBody, b2Vec2(task_[3], -0.42f));
    box.SetAsBox(width / 2, height / 2);
    add_fixture(object_, box, task_[4]);
    const double area = double(width) * height;
    const double moment = area * (double(width) * width + double(height) * height) / 12;
    set_mass(object_, mass, mass * moment / area);
  }

  float score(b2Vec2 grip, float effort) const override {
    const float height = object_->GetPosition().y - floor_->GetPosition().y;
    float reward = -b2Distance(grip, object_->GetPosition());
    reward += 2 * height;
    for (const b2Body *finger : fingers_) reward += 0.1f * touched(finger, object_);
    reward += -0.01f * effort;
    return reward + (height > 0.3f);
  }

  float task_[task_count];
  b2Body *floor_ = nullptr;
};
