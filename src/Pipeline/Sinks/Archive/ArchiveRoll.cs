namespace GridFlow.Sinks.Archive;

/// <summary>Finished files that cover offsets <c>[From, To)</c> of one partition completely: every accepted reading of them is in the file of its day.</summary>
/// <param name="Folder">Where the files lie in the spool.</param>
/// <param name="Partition">Partition.</param>
/// <param name="From">First offset that is covered.</param>
/// <param name="To">Offset behind the last that is covered; the next roll begins there.</param>
/// <param name="Files">One file for each day, at least one.</param>
internal sealed record ArchiveRoll(string Folder, int Partition, long From, long To, IReadOnlyList<ArchiveFile> Files)
{
    /// <summary>Readings in all files.</summary>
    public long Rows => Files.Sum(file => file.Info.Rows);

    /// <summary>Size of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}
