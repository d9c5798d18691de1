using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>A detector that dies and comes back is bit for bit the one that never died.</summary>
public sealed class SnapshotTests
{
    private const int Cases = 2_000;

    [Fact]
    public void Restore_SnapshotWrittenWhileScoring_GoesOnAsIfNothingHadHappened()
    {
        var seen = new Seen();
        for (var seed = 0; seed < Cases; seed++)
        {
            var life = new SnapshotCase(seed);
            var unbroken = life.Feed(new PartitionDetector(life.Settings), 0, life.Stream.Count);
            var killed = life.LiveAndDie();
            Assert.Equal(unbroken.Findings.Take(killed.Findings.Count), killed.Findings);
            if (life.SnapshotAt < 0)
            {
                continue;
            }

            AssertIsTheStateAtTheBarrier(life, seed);
            var restored = life.Feed(PartitionDetector.Restore(life.Settings, life.Snapshot.Content), life.SnapshotAt, life.Stream.Count);
            var (ends, expected) = (CapturedState.Of(restored.Detector), CapturedState.Of(unbroken.Detector));
            Assert.Equal(unbroken.Findings.Where(f => f.At >= life.SnapshotAt), restored.Findings);
            Assert.True(expected.Canonical().AsSpan().SequenceEqual(ends.Canonical()), $"case {seed}: the states at the end differ");
            seen.Note(life, unbroken, expected);
        }

        seen.AssertAll();
    }

    [Fact]
    public void BeginSnapshot_CopyOnWriteLeftOut_IsFoundOut()
    {
        var (found, tried) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var life = new SnapshotCase(seed) { SkipCopyOnWrite = true };
            life.LiveAndDie();
            if (life.WrittenDuringScoring > 0)
            {
                tried++;
                found += StateAt(life).AsSpan().SequenceEqual(life.Snapshot.Canonical()) ? 0 : 1;
            }
        }

        // Not all: the last snapshot of a life may have been so short that nothing of it was touched.
        Assert.InRange(tried, 50, 200);
        Assert.InRange(found, tried * 3 / 4, tried);
    }

    private static void AssertIsTheStateAtTheBarrier(SnapshotCase life, int seed) =>
        Assert.True(StateAt(life).AsSpan().SequenceEqual(life.Snapshot.Canonical()), $"case {seed}: the snapshot is not the state at its barrier");

    private static byte[] StateAt(SnapshotCase life) =>
        CapturedState.Of(life.Feed(new PartitionDetector(life.Settings), 0, life.SnapshotAt).Detector).Canonical();

    /// <summary>What the made-up lives must have had in them for the test to mean something.</summary>
    private sealed class Seen
    {
        private int _snapshots, _findings, _abandoned, _duringScoring, _late, _duplicate, _outOfOrder, _longIds, _resized, _reused, _gone;

        public void Note(SnapshotCase life, DetectorRig unbroken, CapturedState end)
        {
            _snapshots++;
            _findings += unbroken.Findings.Count(f => f.At >= life.SnapshotAt);
            _abandoned += life.Abandoned;
            _duringScoring += life.WrittenDuringScoring;
            _late += unbroken.Late;
            _duplicate += unbroken.Duplicate;
            _outOfOrder += OutOfOrder(life);
            var after = end.Entries();
            foreach (var (slot, entry) in life.Snapshot.Entries().Where(pair => pair.Key >= 0))
            {
                _longIds += CapturedState.Header(entry).IdLength > 24 ? 1 : 0;
                if (!after.TryGetValue(slot, out var then))
                {
                    _gone++;
                }
                else if (CapturedState.Id(entry) != CapturedState.Id(then))
                {
                    _reused++;
                }
                else if (CapturedState.Header(entry).Capacity < CapturedState.Header(then).Capacity)
                {
                    _resized++;
                }
            }
        }

        public void AssertAll()
        {
            Assert.InRange(_snapshots, Cases * 2 / 3, Cases);
            (string What, int Count)[] all =
            [
                ("findings", _findings), ("abandoned", _abandoned), ("during scoring", _duringScoring), ("late", _late), ("duplicate", _duplicate),
                ("out of order", _outOfOrder), ("long ids", _longIds), ("resized", _resized), ("re-used", _reused), ("gone", _gone),
            ];
            Assert.All(all, seen => Assert.True(seen.Count >= 200, $"{seen.What}: only {seen.Count}"));
        }

        private static int OutOfOrder(SnapshotCase life)
        {
            var newest = new Dictionary<string, long>();
            var count = 0;
            foreach (var reading in life.Stream)
            {
                var id = Convert.ToHexString(reading.MeterId);
                var last = newest.GetValueOrDefault(id, long.MinValue);
                count += reading.TimeMs < last && reading.TimeMs > last - life.WindowMs ? 1 : 0;
                newest[id] = Math.Max(last, reading.TimeMs);
            }

            return count;
        }
    }
}
