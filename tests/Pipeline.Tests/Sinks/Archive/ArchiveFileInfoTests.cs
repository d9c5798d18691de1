using GridFlow.Sinks.Archive;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class ArchiveFileInfoTests
{
    private static readonly ArchiveFileInfo Info = new("t", 7, 10, 99, 42, 5_000_000_000, "0.1.0", 5, 100, 3, 2);

    [Fact]
    public void Parse_WhatToMetadataWrote_IsTheSame() => Assert.Equal(Info, ArchiveFileInfo.Parse(Info.ToMetadata()));

    [Fact]
    public void ToMetadata_Keys_AreTheContract() => Assert.Equal(
        [
            "gridflow.first_offset", "gridflow.last_offset", "gridflow.partition", "gridflow.rejected", "gridflow.roll_files", "gridflow.roll_from", "gridflow.roll_to",
            "gridflow.rows", "gridflow.schema_id", "gridflow.topic", "gridflow.version",
        ],
        Info.ToMetadata().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Parse_KeyMissing_SaysWhich()
    {
        foreach (var key in Info.ToMetadata().Keys)
        {
            var metadata = Info.ToMetadata().Where(pair => pair.Key != key).ToDictionary();
            Assert.Contains(key, Assert.Throws<FormatException>(() => ArchiveFileInfo.Parse(metadata)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gridflow.rows", "many")]
    [InlineData("gridflow.roll_to", "-2")]
    [InlineData("gridflow.partition", "2147483648")]
    [InlineData("gridflow.roll_files", "1.5")]
    public void Parse_NoNumber_SaysWhich(string key, string value)
    {
        var metadata = new Dictionary<string, string>(Info.ToMetadata()) { [key] = value };
        Assert.Contains($"{key} \"{value}\"", Assert.Throws<FormatException>(() => ArchiveFileInfo.Parse(metadata)).Message, StringComparison.Ordinal);
    }
}
