namespace GridFlow.Sinks.Archive;

/// <summary>A finished file on local disk.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name in the target.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ChecksumHex">SHA-256 of its content, in small hexadecimal digits.</param>
/// <param name="Info">What stands in its footer.</param>
internal sealed record ArchiveFile(string Path, string Name, long Bytes, string ChecksumHex, ArchiveFileInfo Info);
