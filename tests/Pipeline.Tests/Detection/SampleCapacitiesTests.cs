using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class SampleCapacitiesTests
{
    [Fact]
    public void Sizes_AllClasses_RiseAndWasteAnEighthAtMost()
    {
        for (var i = 1; i < SampleCapacities.ClassCount; i++)
        {
            var (smaller, size) = (SampleCapacities.Size(i - 1), SampleCapacities.Size(i));
            Assert.True(size > smaller);
            Assert.True(size - smaller <= Math.Max(1, Math.Ceiling(smaller / 8.0) + 1), $"{smaller} → {size}");
        }
    }

    [Fact]
    public void ClassFor_AnyNumberOfSamples_IsTheSmallestThatHoldsThem()
    {
        for (var samples = 1; samples < 20_000; samples++)
        {
            var found = SampleCapacities.ClassFor(samples);
            Assert.True(SampleCapacities.Size(found) >= samples);
            Assert.True(found == 0 || SampleCapacities.Size(found - 1) < samples);
        }
    }

    [Fact]
    public void Size_OfThreeHundredSamples_IsThreeHundred() => Assert.Equal(300, SampleCapacities.Size(SampleCapacities.ClassFor(300)));

    [Fact]
    public void ClassFor_MoreThanTheLargest_SaysWhatToDo()
    {
        var largest = SampleCapacities.Size(SampleCapacities.ClassCount - 1);
        Assert.Equal(SampleCapacities.ClassCount - 1, SampleCapacities.ClassFor(largest));
        Assert.Contains("Detection:Window", Assert.Throws<InvalidOperationException>(() => SampleCapacities.ClassFor(largest + 1)).Message, StringComparison.Ordinal);
    }
}
