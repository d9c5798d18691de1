using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.TestKit;

namespace GridFlow.Pipeline.Tests.Sinks.Archive.Targets;

public sealed class DirectoryArchiveTargetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-archive-").FullName;

    private string Root => Path.Combine(_folder, "archive");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task PutAsync_File_StandsUnderItsNameAloneAndCanBeReplaced()
    {
        using var target = new DirectoryArchiveTarget(Root, TimeProvider.System);
        Assert.Empty(await target.ListAsync(ArchiveName.Root, CancellationToken.None));
        var file = await FileAsync();
        await target.PutAsync(file, CancellationToken.None);
        await target.PutAsync(file, CancellationToken.None);

        Assert.Equal([new StoredFile(file.Name, file.Bytes)], await target.ListAsync(ArchiveName.Root, CancellationToken.None));
        Assert.Equal([Path.Combine(Root, file.Name)], Directory.GetFiles(Root, "*", SearchOption.AllDirectories));
        Assert.Equal(await File.ReadAllBytesAsync(file.Path), await File.ReadAllBytesAsync(Path.Combine(Root, file.Name)));
        await using var content = await target.OpenAsync(file.Name, file.Bytes, CancellationToken.None);
        Assert.True(content.CanSeek);
        await Assert.ThrowsAsync<FileNotFoundException>(() => target.OpenAsync("readings/other", 1, CancellationToken.None));
    }

    [Fact]
    public async Task PutAsync_SpoolFileChanged_StoresNothing()
    {
        using var target = new DirectoryArchiveTarget(Root, TimeProvider.System);
        var file = await FileAsync();
        var bytes = await File.ReadAllBytesAsync(file.Path);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(file.Path, bytes);

        Assert.Contains(file.Path, (await Assert.ThrowsAsync<InvalidDataException>(() => target.PutAsync(file, CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.False(target.Exists);
    }

    [Fact]
    public async Task PutAsync_Interrupted_LeavesNothing()
    {
        using var target = new DirectoryArchiveTarget(Root, TimeProvider.System);
        await target.CheckAsync(CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await target.PutAsync(await FileAsync(), new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task CheckAsync_FolderThatCannotBe_SaysWhichSetting()
    {
        await File.WriteAllTextAsync(Root, "a file");
        using var target = new DirectoryArchiveTarget(Path.Combine(Root, "below"), TimeProvider.System);
        var e = await Assert.ThrowsAsync<ArchiveTargetException>(() => target.CheckAsync(CancellationToken.None));
        Assert.Contains("Archive:Directory", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArchiveTargetException>(async () => await target.PutAsync(await FileAsync(), CancellationToken.None));
    }

    [Fact]
    public async Task CheckAsync_GoodFolder_LeavesNothing()
    {
        using var target = new DirectoryArchiveTarget(Root, TimeProvider.System);
        await target.CheckAsync(CancellationToken.None);
        Assert.Empty(Directory.GetFileSystemEntries(Root));
    }

    private async Task<ArchiveFile> FileAsync()
    {
        var rows = Enumerable.Range(0, 10).Select(n => new ArchivedRow(n, Support.Wire.Good($"M-{n}"))).ToList();
        return Assert.Single(await ArchiveSample.RollAsync(_folder, 0, 0, 10, rows));
    }
}
