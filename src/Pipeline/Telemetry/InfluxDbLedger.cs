namespace GridFlow.Telemetry;

/// <summary>Where every anomaly went that the InfluxDB writer has read: read = written + rejected + given back + in memory. What is forgotten somewhere stays in memory for ever, and shows.</summary>
internal sealed class InfluxDbLedger
{
    private long _read;
    private long _written;
    private long _rejected;
    private long _failed;
    private long _givenBack;
    private long _inMemory;
    private long _retries;
    private long _lost;

    /// <summary>Records read.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Lines that InfluxDB has acknowledged.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Records that became dead letters.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Lines of writes that did not succeed and are tried again; the same line may be counted often.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Records that were put down unwritten, at a stop or after a failure; they are read again.</summary>
    public long GivenBack => Interlocked.Read(ref _givenBack);

    /// <summary>Records read and not yet settled.</summary>
    public long InMemory => Interlocked.Read(ref _inMemory);

    /// <summary>Tries after the first.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Offsets that retention has taken before they were read.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Books a record in.</summary>
    public void CountRead()
    {
        Interlocked.Increment(ref _read);
        Interlocked.Increment(ref _inMemory);
    }

    /// <summary>Books acknowledged lines out.</summary>
    public void CountWritten(int lines)
    {
        Interlocked.Add(ref _written, lines);
        Interlocked.Add(ref _inMemory, -lines);
    }

    /// <summary>Books dead letters out.</summary>
    public void CountRejected(int records)
    {
        Interlocked.Add(ref _rejected, records);
        Interlocked.Add(ref _inMemory, -records);
    }

    /// <summary>Counts lines whose write failed.</summary>
    public void CountFailed(int lines) => Interlocked.Add(ref _failed, lines);

    /// <summary>Counts another try.</summary>
    public void CountRetry() => Interlocked.Increment(ref _retries);

    /// <summary>Counts offsets that nobody can read any more.</summary>
    public void CountLost(long offsets) => Interlocked.Add(ref _lost, offsets);

    /// <summary>Books out what is put down unwritten, when nothing works on it any more.</summary>
    public void GiveBack() => Interlocked.Add(ref _givenBack, Interlocked.Exchange(ref _inMemory, 0));
}
