using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Stores;
using GridFlow.Storage;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SnapshotStoresTests
{
    [Fact]
    public void Open_None_IsNull() => Assert.Null(SnapshotStores.Open(new CheckpointsOptions { Store = "none" }, TimeProvider.System));

    [Theory]
    [InlineData(null, "gridflow/checkpoints")]
    [InlineData("some/folder", "some/folder")]
    public void Open_Folder_IsThatFolder(string? store, string end)
    {
        using var opened = SnapshotStores.Open(new CheckpointsOptions { Store = store }, TimeProvider.System);
        Assert.IsType<DirectorySnapshotStore>(opened);
        Assert.EndsWith(end, opened.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket", "s3://bucket at http://localhost:9000")]
    [InlineData("s3://bucket/", "s3://bucket at http://localhost:9000")]
    [InlineData("S3://bucket/a/b/", "s3://bucket/a/b at http://localhost:9000")]
    public void Open_Bucket_IsThatPlace(string store, string description)
    {
        using var opened = SnapshotStores.Open(new CheckpointsOptions { Store = store, Endpoint = "http://localhost:9000" }, TimeProvider.System);
        Assert.IsType<S3SnapshotStore>(opened);
        Assert.Equal(description, opened.Description);
    }

    [Theory]
    [InlineData("", "must be a folder")]
    [InlineData("gs://bucket/x", "must be a folder")]
    [InlineData("s3://", "must name a bucket")]
    [InlineData("s3://UPPER/x", "must name a bucket")]
    [InlineData("s3://bucket/a//b", "empty parts")]
    [InlineData("s3://bucket/../b", "dots alone")]
    public void Fault_BadStore_SaysWhatIsAllowed(string store, string allowed)
    {
        var options = new CheckpointsOptions { Store = store, Endpoint = "http://localhost:9000" };
        Assert.Contains(allowed, SnapshotStores.Fault(options), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SnapshotStores.Open(options, TimeProvider.System));
    }

    [Theory]
    [InlineData(null, null, "needs a region")]
    [InlineData("localhost:9000", null, "needs an address")]
    [InlineData("http://user:hunter2@localhost:9000", null, "without user or password")]
    [InlineData(null, "eu-central-1", null)]
    [InlineData("http://localhost:9000", null, null)]
    public void Parse_EndpointAndRegion_OneOfThemIsNeeded(string? endpoint, string? region, string? fault)
    {
        var (address, found) = S3Address.Parse("s3://bucket/x", endpoint, region, S3SnapshotStore.Settings);
        Assert.Equal(fault is null, address is not null);
        Assert.Contains(fault ?? "", found ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", found ?? "", StringComparison.Ordinal);
        Assert.Equal(fault is null ? region ?? "us-east-1" : null, address?.Region);
    }
}
