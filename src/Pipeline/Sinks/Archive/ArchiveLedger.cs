namespace GridFlow.Sinks.Archive;

/// <summary>Books every reading that the archive accepts and what became of it: accepted = archived + spooled + open + released.</summary>
/// <remarks>Open and spooled are counted where the readings are, the others where they pass: a reading that is forgotten on the way shows as a difference.</remarks>
internal sealed class ArchiveLedger
{
    private readonly Lock _lock = new();
    private long _accepted;
    private long _archived;
    private long _spooled;
    private long _open;
    private long _released;
    private long _files;
    private long _retries;
    private long _lostOffsets;

    /// <summary>Readings that were decoded and added to an open roll.</summary>
    public void Accept(long rows) => Book(() => (_accepted, _open) = (_accepted + rows, _open + rows));

    /// <summary>A roll was finished and lies in the spool.</summary>
    public void Seal(long rows) => Book(() => (_open, _spooled) = (_open - rows, _spooled + rows));

    /// <summary>A finished roll of an earlier life was found in the spool.</summary>
    public void Find(long rows) => Book(() => (_accepted, _spooled) = (_accepted + rows, _spooled + rows));

    /// <summary>A roll is in the target, and the position has moved behind it.</summary>
    public void Archive(long rows, int files) => Book(() => (_spooled, _archived, _files) = (_spooled - rows, _archived + rows, _files + files));

    /// <summary>An open roll was given up: its partition has moved, and its readings are read again by whoever has it.</summary>
    public void ReleaseOpen(long rows) => Book(() => (_open, _released) = (_open - rows, _released + rows));

    /// <summary>A finished roll was given up for the same reason.</summary>
    public void ReleaseSpooled(long rows) => Book(() => (_spooled, _released) = (_spooled - rows, _released + rows));

    /// <summary>A run has ended: what it had not uploaded is found again by the next.</summary>
    public void EndRun() => Book(() => (_released, _spooled, _open) = (_released + _spooled + _open, 0, 0));

    /// <summary>An upload or commit failed and is tried again.</summary>
    public void Retry() => Book(() => _retries++);

    /// <summary>Offsets that Kafka dropped before they were archived.</summary>
    public void Lose(long offsets) => Book(() => _lostOffsets += offsets);

    /// <summary>All sums, read at one moment.</summary>
    public ArchiveSums Read()
    {
        lock (_lock)
        {
            return new ArchiveSums(_accepted, _archived, _spooled, _open, _released, _files, _retries, _lostOffsets);
        }
    }

    private void Book(Action entry)
    {
        lock (_lock)
        {
            entry();
        }
    }
}

/// <summary>What became of the readings that the archive accepted, since the start of the process.</summary>
/// <param name="Accepted">Readings added to a roll, or found finished in the spool.</param>
/// <param name="Archived">Readings in the target, behind which the position has moved.</param>
/// <param name="Spooled">Readings in finished rolls that wait for their upload.</param>
/// <param name="Open">Readings in rolls that are not finished.</param>
/// <param name="Released">Readings given up because their partition moved; the next owner reads them again.</param>
/// <param name="Files">Files in the target.</param>
/// <param name="Retries">Uploads and commits that failed and were tried again.</param>
/// <param name="LostOffsets">Offsets that Kafka dropped before they were archived.</param>
public readonly record struct ArchiveSums(long Accepted, long Archived, long Spooled, long Open, long Released, long Files, long Retries, long LostOffsets)
{
    /// <summary>Anything but 0 is a defect.</summary>
    public long Difference => Accepted - Archived - Spooled - Open - Released;
}
