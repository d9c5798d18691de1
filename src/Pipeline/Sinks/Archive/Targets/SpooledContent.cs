using System.Security.Cryptography;

namespace GridFlow.Sinks.Archive.Targets;

/// <summary>The content of a finished file on local disk.</summary>
internal static class SpooledContent
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Opens it after making sure that it is still what was written.</summary>
    /// <exception cref="InvalidDataException">It is gone, or the disk gives back something else.</exception>
    public static async Task<FileStream> OpenAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var content = Open(file);
        try
        {
            if (content.Length != file.Bytes || await ChecksumAsync(content, cancellationToken) != file.ChecksumHex)
            {
                throw new InvalidDataException($"{file.Path} is no longer what was written to it ({file.Bytes} bytes, SHA-256 {file.ChecksumHex}): the disk has damaged it, or somebody changed it.");
            }

            content.Position = 0;
            return content;
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private static FileStream Open(ArchiveFile file)
    {
        try
        {
            return new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{file.Path} is gone: somebody has removed it from the spool.", e);
        }
    }

    /// <summary>SHA-256 of the rest of a stream, in small hexadecimal digits.</summary>
    public static async Task<string> ChecksumAsync(Stream content, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
}
