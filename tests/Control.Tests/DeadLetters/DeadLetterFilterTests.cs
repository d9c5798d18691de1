using GridFlow.Control.CommandLine;
using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class DeadLetterFilterTests
{
    [Theory]
    [InlineData("", "", "", "", true)]
    [InlineData("bad_magic", "", "", "", true)]
    [InlineData("truncated", "", "", "", false)]
    [InlineData("truncated,bad_magic", "", "", "", true)]
    [InlineData("", "sensor-readings", "", "", true)]
    [InlineData("", "sensor-readings/2", "", "", true)]
    [InlineData("", "sensor-readings/3", "", "", false)]
    [InlineData("", "other", "", "", false)]
    [InlineData("", "", "1h", "", true)]
    [InlineData("", "", "0s", "", false)]
    [InlineData("", "", "2026-11-24T12:00:00Z", "2026-11-24T12:00:00.001Z", true)]
    [InlineData("", "", "", "2026-11-24T12:00:00Z", false)]
    [InlineData("bad_magic", "sensor-readings/2", "1h", "10m", true)]
    public void Fits_Choice_IsWhatAllOfItSays(string codes, string source, string since, string until, bool fits)
    {
        var choice = new DeadLetterChoice(
            codes.Length == 0 ? [] : codes.Split(','), source.Length == 0 ? null : SourcePlace.Parse(source), TimeBound.Parse(since), TimeBound.Parse(until));

        Assert.Equal(fits, new DeadLetterFilter(choice, DeadLetterSample.Noon.AddMinutes(30)).Fits(DeadLetterSample.Record()));
    }

    [Fact]
    public void Fits_RecordOfAnotherProgram_FitsOnlyWhenNothingIsAskedOfIt()
    {
        var foreign = DeadLetterSample.Record(code: null);

        Assert.True(Filter(new DeadLetterChoice([], null, null, null)).Fits(foreign));
        Assert.False(Filter(new DeadLetterChoice(["bad_magic"], null, null, null)).Fits(foreign));
        Assert.False(Filter(new DeadLetterChoice([], new SourcePlace("sensor-readings", null), null, null)).Fits(foreign));
    }

    private static DeadLetterFilter Filter(DeadLetterChoice choice) => new(choice, DeadLetterSample.Noon);
}
