#pragma once

#include <box2d/box2d.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

/// The arm of all manipulation families as one would write it for Box2D: three links, bare because nothing may touch
/// them, and two fingers that slide across the hand. A scene adds what lies around and the reward.
///
/// Expressions are written in the order in which Limber evaluates them, so that both sides agree to the bit.
class Manipulator {
 public:
  static constexpr int observation_count = 22;
  static constexpr int action_count = 4;
  static constexpr int horizon = 150;

  virtual ~Manipulator() = default;
  Manipulator(Manipulator &&) = default;

  const b2World &world() const { return *world_; }

  void reset(float *observation) {
    while (b2Body *body = world_->GetBodyList()) world_->DestroyBody(body);
    b2BodyDef ground;
    ground_ = world_->CreateBody(&ground);
    build_bodies();
    build_objects();
    build_joints();
    time_ = 0;
    observe(observation);
  }

  /// Returns true at the end of the episode.
  bool step(const float *action, float *observation, float *reward) {
    float command[action_count], effort = 0;
    for (int i = 0; i < action_count; ++i) {
      command[i] = std::min(std::max(action[i], -1.0f), 1.0f);
      effort += command[i] * command[i];
    }
    for (int i = 0; i < 3; ++i) joints_[i]->SetMotorSpeed(speeds_[i] * command[i]);
    for (b2PrismaticJoint *slide : slides_) slide->SetMotorSpeed(0.2f * command[3]);
    world_->Step(0.02f, 20, 3);
    *reward = score(observe(observation), effort);
    return ++time_ >= horizon;
  }

 protected:
  explicit Manipulator(b2Vec2 gravity) : world_(std::make_unique<b2World>(gravity)) {
    world_->SetAllowSleeping(false);
  }

  /// Everything but the arm; one body is the `object_`.
  virtual void build_objects() = 0;
  virtual float score(b2Vec2 grip, float effort) const = 0;

  b2Body *add_body(b2BodyType type, b2Vec2 position, float angle = 0) {
    b2BodyDef def;
    def.type = type;
    def.position = position;
    def.angle = angle;
    def.allowSleep = false;
    return world_->CreateBody(&def);
  }

  /// A fixture without mass: that is set apart.
  static void add_fixture(b2Body *body, const b2Shape &shape, float friction, int16 group = 0) {
    b2FixtureDef def;
    def.shape = &shape;
    def.friction = friction;
    def.filter.groupIndex = group;
    body->CreateFixture(&def);
  }

  static void set_mass(b2Body *body, float mass, float inertia) {
    b2MassData data;
    data.mass = mass;
    data.center.SetZero();
    data.I = inertia;
    body->SetMassData(&data);
  }

  /// Something pushes `body`, or `other` does.
  static bool touched(const b2Body *body, const b2Body *other = nullptr) {
    for (const b2ContactEdge *edge = body->GetContactList(); edge != nullptr; edge = edge->next) {
      if ((other != nullptr && edge->other != other) || !edge->contact->IsTouching()) continue;
      const b2Manifold &manifold = *edge->contact->GetManifold();
      for (int i = 0; i < manifold.pointCount; ++i) {
        if (manifold.points[i].normalImpulse > 0) return true;
      }
    }
    return false;
  }

  std::unique_ptr<b2World> world_;
  b2Body *ground_ = nullptr, *object_ = nullptr, *fingers_[2];

 private:
  static constexpr float lengths_[3] = {0.5f, 0.4f, 0.1f};
  static constexpr float radius_ = 0.03f, density_ = 20;
  static constexpr float speeds_[3] = {2, 3, 4}, torques_[3] = {60, 40, 20};
  static constexpr float finger_[2] = {0.12f, 0.03f}, opening_ = 0.16f;

  /// Joint angles and the fingers' distance from the middle at the start.
  virtual const float *start() const = 0;

  static b2Vec2 turned(b2Vec2 v, float angle) {
    const float c = std::cos(double(angle)), s = std::sin(double(angle));
    return b2Vec2(c * v.x - s * v.y, s * v.x + c * v.y);
  }

  void build_bodies() {
    b2Vec2 anchor(0, 0);
    float angle = 0;
    for (int i = 0; i < 3; ++i) {
      const float half = lengths_[i] / 2;
      angle += start()[i];
      links_[i] = add_body(b2_dynamicBody, anchor + turned(b2Vec2(half, 0), angle), angle);
      set_capsule_mass(links_[i], lengths_[i]);
      anchor = links_[i]->GetPosition() + turned(b2Vec2(half, 0), angle);
    }
    b2PolygonShape box;
    box.SetAsBox(finger_[0] / 2, finger_[1] / 2);
    const double area = double(finger_[0]) * finger_[1];
    const double moment = area * (double(finger_[0]) * finger_[0] + double(finger_[1]) * finger_[1]) / 12;
    for (int i = 0; i < 2; ++i) {
      const b2Vec2 place = slide_anchor() + start()[3] * b2Vec2(0, side(i));
      const b2Vec2 middle = links_[2]->GetPosition() + turned(place, angle);
      fingers_[i] = add_body(b2_dynamicBody, middle - turned(b2Vec2(0, -side(i) * finger_[1] / 2), angle), angle);
      add_fixture(fingers_[i], box, 1, -1);
      set_mass(fingers_[i], density_ * area, density_ * moment);
    }
  }

  static float side(int finger) { return finger == 0 ? 1 : -1; }
  static b2Vec2 slide_anchor() { return b2Vec2(lengths_[2] / 2 + finger_[0] / 2, 0); }

  void build_joints() {
    for (int i = 0; i < 3; ++i) {
      b2RevoluteJointDef def;
      def.bodyA = i == 0 ? ground_ : links_[i - 1];
      def.bodyB = links_[i];
      def.localAnchorA = i == 0 ? b2Vec2(0, 0) : b2Vec2(lengths_[i - 1] / 2, 0);
      def.localAnchorB = b2Vec2(-lengths_[i] / 2, 0);
      def.enableMotor = true;
      def.maxMotorTorque = torques_[i];
      joints_[i] = static_cast<b2RevoluteJoint *>(world_->CreateJoint(&def));
    }
    for (int i = 0; i < 2; ++i) {
      b2PrismaticJointDef def;
      def.bodyA = links_[2];
      def.bodyB = fingers_[i];
      def.localAnchorA = slide_anchor();
      def.localAnchorB = b2Vec2(0, -side(i) * finger_[1] / 2);
      def.localAxisA = b2Vec2(0, side(i));
      def.enableLimit = true;
      def.lowerTranslation = 0;
      def.upperTranslation = opening_ / 2;
      def.enableMotor = true;
      def.maxMotorForce = 20;
      slides_[i] = static_cast<b2PrismaticJoint *>(world_->CreateJoint(&def));
    }
  }

  /// A rectangle with two half discs, whose centroids lie 4r/3π beyond its ends.
  static void set_capsule_mass(b2Body *body, double length) {
    const double r = radius_, half = length / 2, box = length * (2 * r), caps = M_PI * r * r;
    const double centroid = 4 * r / (3 * M_PI);
    const double moment = box * (length * length + (2 * r) * (2 * r)) / 12 +
                          caps * (r * r / 2 + half * half + 2 * half * centroid);
    set_mass(body, density_ * (box + caps), density_ * moment);
  }

  /// Returns the point between the fingers' tips.
  b2Vec2 observe(float *out) const {
    b2Rot last;
    last.SetIdentity();
    for (int i = 0; i < 3; ++i) {
      const b2Rot joint = b2MulT(last, links_[i]->GetTransform().q);
      last = links_[i]->GetTransform().q;
      out[i] = joint.c;
      out[3 + i] = joint.s;
      out[6 + i] = joints_[i]->GetJointSpeed();
    }
    for (int i = 0; i < 2; ++i) out[9 + i] = slides_[i]->GetJointTranslation();
    const b2Vec2 grip = links_[2]->GetWorldPoint(b2Vec2(lengths_[2] / 2 + 0.8f * finger_[0], 0));
    const b2Transform &object = object_->GetTransform();
    const float rest[] = {grip.x, grip.y, object.p.x, object.p.y, object.q.c, object.q.s,
                          object_->GetLinearVelocity().x, object_->GetLinearVelocity().y,
                          float(touched(fingers_[0])), float(touched(fingers_[1])), float(touched(object_))};
    std::copy(std::begin(rest), std::end(rest), out + 11);
    return grip;
  }

  b2Body *links_[3];
  b2RevoluteJoint *joints_[3];
  b2PrismaticJoint *slides_[2];
  int time_ = 0;
};
