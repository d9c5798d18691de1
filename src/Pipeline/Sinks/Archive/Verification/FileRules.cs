namespace GridFlow.Sinks.Archive.Verification;

/// <summary>What must hold for a file by itself.</summary>
internal static class FileRules
{
    /// <summary>What its footer says that cannot be; null when nothing.</summary>
    public static string? Broken(ArchiveName name, ArchiveFileInfo info)
    {
        if ((info.Topic, info.Partition, info.FirstOffset) != (name.Topic, name.Partition, name.FirstOffset))
        {
            return $"its footer says topic {info.Topic}, partition {info.Partition}, first offset {info.FirstOffset}";
        }

        if (info.RollFrom < 0 || info.RollTo <= info.RollFrom || info.FirstOffset < info.RollFrom || info.LastOffset >= info.RollTo || info.LastOffset < info.FirstOffset)
        {
            return $"its offsets {info.FirstOffset} to {info.LastOffset} do not lie in its roll, {info.RollFrom} to {info.RollTo}";
        }

        return info.Rows < 1 || info.Rows > info.LastOffset - info.FirstOffset + 1 || info.RollFiles < 1 || info.Rejected < 0
            ? $"its footer says {info.Rows} rows, {info.Rejected} rejected, {info.RollFiles} files in its roll"
            : null;
    }
}
