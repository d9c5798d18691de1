using GridFlow.Sinks.Archive;
using Xunit;

namespace GridFlow.Integration.Archive;

/// <summary>Brings an archive to where a program that knows no S3 can read it.</summary>
internal static class ArchiveCopy
{
    /// <summary>Copies every file to a folder; closes the target.</summary>
    public static async Task ToAsync(IArchiveTarget target, string folder)
    {
        using (target)
        {
            foreach (var file in await target.ListAsync("", TestContext.Current.CancellationToken))
            {
                var place = Path.Combine(folder, file.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                await using var content = await target.OpenAsync(file.Name, file.Bytes, TestContext.Current.CancellationToken);
                await using var copy = File.Create(place);
                await content.CopyToAsync(copy, TestContext.Current.CancellationToken);
            }
        }
    }
}
