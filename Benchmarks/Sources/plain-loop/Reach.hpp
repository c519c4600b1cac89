#pragma once

#include "Random.hpp"

#include <box2d/box2d.h>

#include <algorithm>
#include <cmath>
#include <memory>

/// The scene `reach` as one would write it for Box2D: a world with two links on motorised revolute joints.
///
/// Each link has the fixture that a Box2D program gives it (a box; links never collide) unless `fixtures` is false:
/// nothing touches anything here, so a program that knows as much can leave them out.
class Reach {
 public:
  static constexpr int observation_count = 8;
  static constexpr int action_count = 2;
  static constexpr int task_count = 2;
  static constexpr int horizon = 50;

  /// `task` is the target's position.
  Reach(const float *task, bool fixtures) : target_(task[0], task[1]), fixtures_(fixtures) {
    world_ = std::make_unique<b2World>(b2Vec2(0, 0));
    world_->SetAllowSleeping(false);
    b2BodyDef ground;
    ground_ = world_->CreateBody(&ground);
  }

  static void draw(CheapRandom &random, float *task) {
    for (int i = 0; i < task_count; ++i) task[i] = 0.14f * random.next();
  }

  const b2World &world() const { return *world_; }

  void reset(float *observation) {
    for (b2Body *&link : links_) {
      if (link != nullptr) world_->DestroyBody(link);
      link = nullptr;
    }
    build();
    time_ = 0;
    observe(observation);
  }

  /// Returns true at the end of the episode.
  bool step(const float *action, float *observation, float *reward) {
    float effort = 0;
    for (int i = 0; i < 2; ++i) {
      const float a = std::min(std::max(action[i], -1.0f), 1.0f);
      joints_[i]->SetMotorSpeed(5 * a);
      effort += a * a;
    }
    world_->Step(0.02f, 8, 3);
    const b2Vec2 fingertip = observe(observation);
    *reward = -(fingertip - target_).Length() - 0.01f * effort;
    return ++time_ >= horizon;
  }

 private:
  static constexpr float lengths_[2] = {0.1f, 0.11f};
  static constexpr float radius_ = 0.01f;
  static constexpr float density_ = 100;
  static constexpr float start_[2] = {-1.0f, 2.2f};

  void build() {
    b2Vec2 anchor(0, 0);
    float angle = 0;
    b2Body *parent = ground_;
    for (int i = 0; i < 2; ++i) {
      const float half = lengths_[i] / 2;
      angle += start_[i];
      const b2Vec2 along(std::cos(double(angle)), std::sin(double(angle)));
      b2BodyDef body;
      body.type = b2_dynamicBody;
      body.position = anchor + half * along;
      body.angle = angle;
      body.allowSleep = false;
      links_[i] = world_->CreateBody(&body);
      if (fixtures_) add_fixture(links_[i], half);
      const b2MassData mass = capsule(lengths_[i]);
      links_[i]->SetMassData(&mass);
      b2RevoluteJointDef joint;
      joint.bodyA = parent;
      joint.bodyB = links_[i];
      joint.localAnchorA = i == 0 ? b2Vec2(0, 0) : b2Vec2(lengths_[0] / 2, 0);
      joint.localAnchorB = b2Vec2(-half, 0);
      joint.enableMotor = true;
      joint.maxMotorTorque = 0.5f;
      joints_[i] = static_cast<b2RevoluteJoint *>(world_->CreateJoint(&joint));
      anchor = anchor + lengths_[i] * along;
      parent = links_[i];
    }
  }

  static void add_fixture(b2Body *body, float half) {
    b2PolygonShape box;
    box.SetAsBox(half, radius_);
    b2FixtureDef fixture;
    fixture.shape = &box;
    fixture.filter.groupIndex = -1;
    body->CreateFixture(&fixture);
  }

  /// A rectangle with two half discs, whose centroids lie 4r/3π beyond its ends.
  static b2MassData capsule(double length) {
    const double r = radius_, half = length / 2;
    const double box = density_ * length * 2 * r, caps = density_ * M_PI * r * r;
    b2MassData data;
    data.mass = box + caps;
    data.center.SetZero();
    data.I = box * (length * length + 4 * r * r) / 12 +
             caps * (r * r / 2 + half * half + 8 * half * r / (3 * M_PI));
    return data;
  }

  b2Vec2 observe(float *out) const {
    const b2Vec2 fingertip = links_[1]->GetWorldPoint(b2Vec2(lengths_[1] / 2, 0));
    for (int i = 0; i < 2; ++i) {
      const float angle = joints_[i]->GetJointAngle();
      out[i] = std::cos(angle);
      out[2 + i] = std::sin(angle);
      out[4 + i] = joints_[i]->GetJointSpeed();
    }
    out[6] = fingertip.x;
    out[7] = fingertip.y;
    return fingertip;
  }

  std::unique_ptr<b2World> world_;
  b2Body *ground_;
  b2Body *links_[2] = {nullptr, nullptr};
  b2RevoluteJoint *joints_[2];
  b2Vec2 target_;
  bool fixtures_;
  int time_ = 0;
};
