// What a row's sensors report: forces of contacts and distances along rays.

#include "Batch.hpp"

/// Sum of the normal impulses of the last engine step over its length, N.
static float contact_force(const SensorHandle &sensor, float time_step) {
  float impulse = 0;
  for (const b2ContactEdge *edge = sensor.body->GetContactList(); edge != nullptr; edge = edge->next) {
    if (sensor.other != nullptr && edge->other != sensor.other) continue;
    if (!edge->contact->IsTouching()) continue;
    const b2Manifold *manifold = edge->contact->GetManifold();
    for (int32_t i = 0; i < manifold->pointCount; ++i) impulse += manifold->points[i].normalImpulse;
  }
  return impulse / time_step;
}

/// Keeps the nearest hit on another body; shapes of the body's own negative group are no hit.
struct NearestHit : b2RayCastCallback {
  const b2Body *body;
  int16 group;
  float fraction = 1;

  explicit NearestHit(const b2Body *body) : body(body) {
    const b2Fixture *fixture = body->GetFixtureList();
    group = fixture == nullptr ? 0 : fixture->GetFilterData().groupIndex;
  }

  float ReportFixture(b2Fixture *fixture, const b2Vec2 &, const b2Vec2 &, float hit) override {
    if (fixture->GetBody() == body) return -1;
    if (group < 0 && fixture->GetFilterData().groupIndex == group) return -1;
    fraction = hit;
    return hit;
  }
};

static float ray(const SensorHandle &sensor, const b2World &world) {
  const CBSensor &def = sensor.definition;
  const b2Vec2 origin = sensor.body->GetWorldPoint(b2Vec2(def.origin.x, def.origin.y));
  const b2Rot turn(sensor.body->GetAngle() + def.angle);
  const b2Vec2 end = origin + def.range * b2Vec2(turn.c, turn.s);
  // Far from the world's origin the ray can be shorter than the steps of single precision; one without length trips
  // an assertion.
  if ((end - origin).LengthSquared() <= 0) return def.range;
  NearestHit hit(sensor.body);
  world.RayCast(&hit, origin, end);
  return def.range * hit.fraction;
}

float measure(const SensorHandle &sensor, const b2World &world, float time_step) {
  return sensor.definition.kind == CB_CONTACT_FORCE ? contact_force(sensor, time_step) : ray(sensor, world);
}
