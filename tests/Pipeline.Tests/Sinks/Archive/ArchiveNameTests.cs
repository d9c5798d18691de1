using CsCheck;
using GridFlow.Sinks.Archive;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class ArchiveNameTests
{
    [Fact]
    public void ToString_IsTheContract() => Assert.Equal(
        "readings/year=2026/month=03/day=09/sensor-readings-00007-00000000000000012345.parquet",
        new ArchiveName("sensor-readings", 7, new DateOnly(2026, 3, 9), 12345).ToString());

    [Fact]
    public void TryParse_WhatToStringWrote_IsTheSame() =>
        Gen.Select(Gen.String[1, 30], Gen.Int[0, int.MaxValue], Gen.Int[0, DateOnly.MaxValue.DayNumber], Gen.Long[0, long.MaxValue]).Sample((topic, partition, day, offset) =>
        {
            // What is no text cannot come back: half a pair of surrogates.
            var name = new ArchiveName(new string([.. topic.Where(c => !char.IsSurrogate(c))]) + "t", partition, DateOnly.FromDayNumber(day), offset);
            Assert.True(ArchiveName.TryParse(name.ToString(), out var parsed), name.ToString());
            Assert.Equal(name, parsed);
            Assert.Equal(4, name.ToString().Count(c => c == '/'));
        });

    [Theory]
    [InlineData(".hidden", "/%2Ehidden-00000")]
    [InlineData("_internal", "/%5Finternal-00000")]
    [InlineData("a.b_c", "/a.b_c-00000")]
    public void ToString_TopicThatReadersPassOver_IsEscaped(string topic, string part) =>
        Assert.Contains(part, new ArchiveName(topic, 0, new DateOnly(2026, 1, 1), 0).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("readings/")]
    [InlineData("readings/year=2026/month=03/day=09/t-00007-12345.parquet")]
    [InlineData("readings/year=2026/month=3/day=9/t-00007-00000000000000012345.parquet")]
    [InlineData("readings/year=2026/month=02/day=30/t-00007-00000000000000012345.parquet")]
    [InlineData("readings/year=2026/month=03/day=09/-00007-00000000000000012345.parquet")]
    [InlineData("readings/year=2026/month=03/day=09/t-00007-00000000000000012345.parquet.part")]
    [InlineData("other/year=2026/month=03/day=09/t-00007-00000000000000012345.parquet")]
    [InlineData("readings/year=2026/month=03/day=09/x/t-00007-00000000000000012345.parquet")]
    [InlineData("readings/year=2026/month=03/day=09/t-00007-99999999999999999999.parquet")]
    public void TryParse_OtherNames_AreNotOurs(string text) => Assert.False(ArchiveName.TryParse(text, out _));
}
