using Xunit;

namespace GridFlow.Control.CommandLine;

public sealed class TimeBoundTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2h", "2026-11-24T10:00:00Z")]
    [InlineData("1d", "2026-11-23T12:00:00Z")]
    [InlineData("00:30:00", "2026-11-24T11:30:00Z")]
    [InlineData("2026-11-24", "2026-11-24T00:00:00Z")]
    [InlineData("2026-11-24T08:15:00", "2026-11-24T08:15:00Z")]
    [InlineData("2026-11-24T08:15:00+02:00", "2026-11-24T06:15:00Z")]
    public void Parse_TimeOrDuration_IsThatMoment(string text, string moment) => Assert.Equal(DateTimeOffset.Parse(moment), TimeBound.Parse(text)!.At(Now));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("30")]
    [InlineData("-2h")]
    [InlineData("2026-13-01")]
    public void Parse_AnythingElse_IsNone(string text) => Assert.Null(TimeBound.Parse(text));
}
