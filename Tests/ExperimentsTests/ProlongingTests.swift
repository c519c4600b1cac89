import Experiments
import Files
import Foundation
import MetaLearning
import Testing

/// A finished run that goes on: its schedule stays where it ended, and what comes out is a straight run with that
/// schedule.
@Suite struct ProlongingTests {
  @Test(arguments: [OuterUpdate.smallAdam, .smallRegion])
  func aProlongedRunIsAStraightOneWithTheSameSchedule(update: OuterUpdate) throws {
    try withTemporaryFolder { folder in
      try train(smallRun(update: update), in: folder + "/run")
      var longer = smallRun(update: update)
      longer.iterations = 7
      #expect(longer.schedule.over == 4)
      let prolonged = try Training(longer).resume(in: RunFolder(folder + "/run")).result
      #expect(prolonged.iterations == 7)
      #expect(try train(longer, in: folder + "/straight").result.digest == prolonged.digest)
      // With a schedule of its own length it is another run.
      longer.schedule.over = 7
      #expect(try train(longer, in: folder + "/other").result.digest != prolonged.digest)
    }
  }

  @Test func theScheduleFallsToItsEndAndStays() {
    var schedule = UpdateSchedule()
    (schedule.over, schedule.final) = (100, 0.1)
    for (iteration, scale) in [(0, 1), (50, 1), (75, 0.55), (100, 0.1), (1000, 0.1)] as [(Int, Float)] {
      #expect(abs(schedule.scale(iteration: iteration) - scale) < 1e-6)
    }
  }

  /// Where nothing falls, a prolonged run is the longer run.
  @Test func aRunWithoutAScheduleCanBeProlongedToALongerOne() throws {
    try withTemporaryFolder { folder in
      try train(smallMapping(), in: folder + "/run")
      var longer = smallMapping()
      longer.iterations = 7
      let prolonged = try Training(longer).resume(in: RunFolder(folder + "/run")).result
      longer.schedule.over = 7
      #expect(longer.schedule.final == 1)
      #expect(try train(longer, in: folder + "/straight").result.digest == prolonged.digest)
    }
  }
}
