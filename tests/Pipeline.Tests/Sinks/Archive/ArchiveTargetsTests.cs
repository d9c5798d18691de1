using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class ArchiveTargetsTests
{
    [Fact]
    public void Open_EachKind_IsThat()
    {
        Assert.Null(ArchiveTargets.Open(new ArchiveOptions(), TimeProvider.System));
        using var folder = ArchiveTargets.Open(new ArchiveOptions { Target = ArchiveTargetKind.Directory, Directory = "a" }, TimeProvider.System);
        Assert.IsType<DirectoryArchiveTarget>(folder);
        using var bucket = ArchiveTargets.Open(new ArchiveOptions { Target = ArchiveTargetKind.S3, Bucket = "s3://grid/some/prefix", Endpoint = "http://localhost:9000" }, TimeProvider.System);
        Assert.Equal("s3://grid/some/prefix at http://localhost:9000", Assert.IsType<S3ArchiveTarget>(bucket).Description);
    }

    [Theory]
    [InlineData(null, "Archive:Bucket must name a bucket")]
    [InlineData("grid", "Archive:Bucket must begin with s3://")]
    [InlineData("s3://UPPER", "must name a bucket of 3 to 63")]
    [InlineData("s3://grid/a//b", "empty parts")]
    public void Fault_Bucket_SaysWhatIsWrong(string? bucket, string expected)
    {
        var options = new ArchiveOptions { Target = ArchiveTargetKind.S3, Bucket = bucket, Endpoint = "http://localhost:9000" };
        Assert.Contains(expected, ArchiveTargets.Fault(options), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ArchiveTargets.Open(options, TimeProvider.System));
    }

    [Theory]
    [InlineData("ftp://x", "Archive:Endpoint")]
    [InlineData("http://user:pw@x", "without user")]
    public void Fault_Endpoint_SaysWhatIsWrong(string endpoint, string expected) => Assert.Contains(
        expected, ArchiveTargets.Fault(new ArchiveOptions { Target = ArchiveTargetKind.S3, Bucket = "s3://grid", Endpoint = endpoint }), StringComparison.Ordinal);

    [Theory]
    [InlineData("s3://grid")]
    [InlineData(" ")]
    public void Fault_FolderThatIsNone_SaysWhatIsWrong(string folder) => Assert.Contains(
        "Archive:Directory must be a folder", ArchiveTargets.Fault(new ArchiveOptions { Target = ArchiveTargetKind.Directory, Directory = folder }), StringComparison.Ordinal);
}
