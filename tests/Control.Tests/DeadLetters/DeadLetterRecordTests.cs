using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class DeadLetterRecordTests
{
    [Fact]
    public void Constructor_DeadLetter_ReadsItsHeaders()
    {
        var record = DeadLetterSample.Record(original: [("trace", "abc")], more: [("gridflow.schema.id", "9")]);

        Assert.Equal(("bad_magic", "sensor-readings", 2, 7L, 1_795_521_600_000, 9L), (record.Code, record.SourceTopic, record.SourcePartition, record.SourceOffset, record.SourceTimestampMs, record.SchemaId));
        Assert.Equal(["trace"], record.Original.Select(header => header.Key));
        Assert.Equal((0, false), (record.ReplayCount, record.IsIncomplete));
    }

    [Fact]
    public void Constructor_DeadLetterOfADeadLetter_TakesTheLastCodeAndLeavesTheFirstToTheOriginal()
    {
        var record = DeadLetterSample.Record(original: [("gridflow.error.code", "truncated"), ("gridflow.source.topic", "elsewhere")]);

        Assert.Equal(("bad_magic", "sensor-readings", 2), (record.Code, record.SourceTopic, record.Original.Count));
    }

    [Fact]
    public void Constructor_RecordOfAnotherProgram_HasNeitherCodeNorSource()
    {
        var record = DeadLetterSample.Record(code: null, original: [("trace", "abc")]);

        Assert.Equal((null, null, null, -1L), (record.Code, record.SourceTopic, record.SourcePartition, record.SourceTimestampMs));
        Assert.Single(record.Original);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("", int.MaxValue)]
    [InlineData("-1", int.MaxValue)]
    [InlineData("many", int.MaxValue)]
    [InlineData("99999999999", int.MaxValue)]
    public void ReplayCount_AnyHeader_NeverFailsOpen(string text, int count) =>
        Assert.Equal(count, DeadLetterSample.Record(original: [("gridflow.replay.count", "1"), ("gridflow.replay.count", text)]).ReplayCount);

    [Theory]
    [InlineData("gridflow.value.omitted.bytes")]
    [InlineData("gridflow.headers.omitted")]
    [InlineData("gridflow.key.omitted.bytes")]
    public void IsIncomplete_SomethingWasLeftOut_IsTrueOnlyForOurOwnWord(string header)
    {
        Assert.True(DeadLetterSample.Record(more: [(header, "5")]).IsIncomplete);
        Assert.False(DeadLetterSample.Record(original: [(header, "5")]).IsIncomplete);
    }
}
