using CsCheck;
using GridFlow.Checkpoints;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SnapshotNameTests
{
    [Theory]
    [InlineData("gridflow", "sensor-readings", "gridflow/sensor-readings/00007/00000000000000000042.snapshot")]
    [InlineData("a/b", "..", "a%2Fb/%2E./00007/00000000000000000042.snapshot")]
    [InlineData("grün & 100%", ".hidden", "gr%C3%BCn%20%26%20100%25/%2Ehidden/00007/00000000000000000042.snapshot")]
    public void ToString_AnyGroupAndTopic_IsSafeAndFixed(string group, string topic, string expected) =>
        Assert.Equal(expected, new SnapshotName(group, topic, 7, 42).ToString());

    [Fact]
    public void TryParse_WhatToStringWrote_GivesItBack() =>
        Gen.Select(Gen.String[1, 20], Gen.String[1, 20], Gen.Int[0, int.MaxValue], Gen.Long[0, long.MaxValue]).Sample((group, topic, partition, offset) =>
        {
            // A lone surrogate is no text: it has no bytes in UTF-8 that could be read back.
            var name = new SnapshotName(Text(group), Text(topic), partition, offset);
            Assert.True(SnapshotName.TryParse(name.ToString(), out var parsed));
            Assert.Equal(name, parsed);
        });

    [Theory]
    [InlineData("")]
    [InlineData("gridflow/sensor-readings/00007/42.snapshot")]
    [InlineData("gridflow/sensor-readings/7/00000000000000000042.snapshot")]
    [InlineData("gridflow/sensor-readings/00007/00000000000000000042.snapshot.tmp")]
    [InlineData("gridflow/sensor-readings/00007/-0000000000000000042.snapshot")]
    [InlineData("gridflow/sensor-readings/00007/99999999999999999999.snapshot")]
    [InlineData("grid flow/sensor-readings/00007/00000000000000000042.snapshot")]
    [InlineData("x/gridflow/sensor-readings/00007/00000000000000000042.snapshot")]
    public void TryParse_ForeignName_IsRefused(string text) => Assert.False(SnapshotName.TryParse(text, out _));

    [Fact]
    public void ToString_GrowingOffsets_SortAsTheyGrow()
    {
        long[] offsets = [0, 9, 10, 99_999, 100_000, long.MaxValue];
        var names = offsets.Select(offset => new SnapshotName("g", "t", 0, offset).ToString()).ToList();
        Assert.Equal(names, names.Order(StringComparer.Ordinal));
    }

    private static string Text(string any) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(any));
}
