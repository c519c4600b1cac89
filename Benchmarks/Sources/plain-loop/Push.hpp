#pragma once

#include "Manipulator.hpp"
#include "Random.hpp"

/// The scene `push`: a puck on a table with friction, in front of the gripper.
class Push : public Manipulator {
 public:
  static constexpr int task_count = 6;

  /// `task` is the puck's mass, x, y and coefficient of friction on the table, and the goal's position.
  explicit Push(const float *task, bool) : Manipulator(b2Vec2(0, 0)) { std::copy_n(task, task_count, task_); }

  static void draw(CheapRandom &random, float *task) {
    const float low[] = {0.1f, 0.6f, -0.12f, 0.2f, 0.78f, -0.25f};
    const float high[] = {0.3f, 0.68f, 0.12f, 0.5f, 0.92f, 0.25f};
    for (int i = 0; i < task_count; ++i) task[i] = low[i] + 0.5f * (1 + random.next()) * (high[i] - low[i]);
  }

 private:
  const float *start() const override {
    static constexpr float start[] = {0.9273f, -2.4981f, 1.5708f, 0.04f};
    return start;
  }

  void build_objects() override {
    b2CircleShape disc;
    disc.m_radius = 0.04f;
    const float mass = task_[0];
    object_ = add_body(b2_dynamicBody, b2Vec2(task_[1], task_[2]));
    add_fixture(object_, disc, 0.2f);
    const double r = disc.m_radius, area = M_PI * r * r;
    const float inertia = mass * (area * (r * r / 2)) / area;
    set_mass(object_, mass, inertia);
    b2FrictionJointDef table;
    table.Initialize(ground_, object_, object_->GetWorldCenter());
    table.maxForce = task_[3] * mass * 9.81f;
    table.maxTorque = 0.94f * std::sqrt(inertia / mass) * table.maxForce;
    table.collideConnected = true;
    world_->CreateJoint(&table);
  }

  float score(b2Vec2 grip, float effort) const override {
    const float distance = b2Distance(object_->GetPosition(), b2Vec2(task_[4], task_[5]));
    float reward = -distance;
    reward += -0.2f * b2Distance(grip, object_->GetPosition());
    reward += -0.01f * effort;
    return reward + (distance < 0.04f);
  }

  float task_[task_count];
};
