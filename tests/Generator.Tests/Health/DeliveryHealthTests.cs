using System.Text.Json;
using CsCheck;
using Xunit;

namespace GridFlow.Generator;

public sealed class DeliveryHealthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DeliveryHealth Health = new() { StartedAt = Start, Acknowledged = 12_345, AcknowledgedAt = Start.AddSeconds(100) };

    [Fact]
    public void ToJson_Health_IsOneObjectInSnakeCase() => Assert.Equal(
        """{"started_at":"2026-01-01T00:00:00+00:00","acknowledged":12345,"acknowledged_at":"2026-01-01T00:01:40+00:00"}""",
        Health.ToJson());

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame() => Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[-1, 100_000], Gen.Int[0, 100_000]).Sample((acknowledged, last, start) =>
    {
        var health = new DeliveryHealth { StartedAt = Start.AddMilliseconds(start), Acknowledged = acknowledged, AcknowledgedAt = last < 0 ? null : Start.AddMilliseconds(last) };
        return DeliveryHealth.Parse(health.ToJson()) == health;
    });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"started_at":"2026-01-01T00:00:00+00:00","acknow""")]
    public void Parse_SomethingElse_Throws(string json) => Assert.Throws<JsonException>(() => DeliveryHealth.Parse(json));

    [Theory]
    [InlineData(100, true, "12,345 readings acknowledged, the last one 0.0 s ago; allowed are 30 s (--within)")]
    [InlineData(130, true, "12,345 readings acknowledged, the last one 30.0 s ago; allowed are 30 s (--within)")]
    [InlineData(130.1, false, "12,345 readings acknowledged, the last one 30.1 s ago; allowed are 30 s (--within)")]
    [InlineData(99, true, "12,345 readings acknowledged, the last one 0.0 s ago; allowed are 30 s (--within)")]
    [InlineData(60, false, "the last reading was acknowledged at 2026-01-01 00:01:40Z, which lies 40.0 s ahead of this clock")]
    public void Judge_ByTheClock_SaysWhetherItDelivers(double seconds, bool delivers, string sentence) =>
        Assert.Equal((delivers, sentence), Health.Judge(Start.AddSeconds(seconds), TimeSpan.FromSeconds(30)));

    [Fact]
    public void Judge_NothingAcknowledged_IsNotHealthyHoweverYoung() => Assert.Equal(
        (false, "no reading has been acknowledged since the start 2.0 s ago"),
        (Health with { Acknowledged = 0, AcknowledgedAt = null }).Judge(Start.AddSeconds(2), TimeSpan.FromSeconds(30)));
}
