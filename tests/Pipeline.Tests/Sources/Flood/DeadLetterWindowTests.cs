using CsCheck;
using GridFlow.Decoding;
using GridFlow.Sources.Flood;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sources.Flood;

public sealed class DeadLetterWindowTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    [Fact]
    public void Add_AnyHistory_HoldsWhatAddingUpTheLastSixtySlotsGives() =>
        Gen.Select(Gen.Int[0, 90_000], Gen.Int[0, 50], Gen.Int[0, DeadLetterCodes.All.Count - 1].Array[0, 5]).Array[1, 60].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var window = new DeadLetterWindow(Length, time);
            var history = new List<(long Slot, int Records, int[] Codes)>();
            var elapsedMs = 0L;
            foreach (var (pauseMs, records, codes) in steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(pauseMs));
                elapsedMs += pauseMs;
                var slot = elapsedMs / (long)(Length.TotalMilliseconds / DeadLetterWindow.Slots);
                history.Add((slot, records, codes));
                window.Add(records, [.. codes.Select(code => new DeadLetter(0, (DeadLetterCode)code, "", -1))]);

                var held = history.Where(entry => entry.Slot > slot - DeadLetterWindow.Slots).ToList();
                var byCode = held.SelectMany(entry => entry.Codes).GroupBy(code => code).ToDictionary(group => group.Key, group => group.Count());
                Assert.Equal((held.Sum(entry => entry.Records), byCode.Values.Sum()), (window.Records, window.DeadLetters));
                if (byCode.Count > 0)
                {
                    Assert.Equal(byCode.Values.Max(), byCode[(int)window.MostFrequent]);
                }
            }
        });
}
