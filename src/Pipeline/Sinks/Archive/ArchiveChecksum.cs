using System.Security.Cryptography;

namespace GridFlow.Sinks.Archive;

/// <summary>Compares a finished file with what was written down when it was finished.</summary>
internal static class ArchiveChecksum
{
    /// <summary>Whether the file is there with the size and content that it had.</summary>
    public static bool Matches(ArchiveFile file)
    {
        try
        {
            using var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return content.Length == file.Bytes && Convert.ToHexStringLower(SHA256.HashData(content)) == file.ChecksumHex;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
