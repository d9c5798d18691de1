namespace GridFlow.Sinks.Archive.Verification;

/// <summary>Reads footers out of a target and has them judged.</summary>
/// <param name="target">The target.</param>
/// <param name="progress">Told how many of how many files have been read; from any thread.</param>
internal sealed class ArchiveVerifier(IArchiveTarget target, Action<int, int>? progress = null)
{
    private const int ReadsAtOnce = 8;
    private readonly FileProbe _probe = new(target);
    private int _done;
    private int _total;

    /// <summary>Verifies.</summary>
    /// <param name="scope">What of the target.</param>
    /// <param name="deep">Whether to read offsets and times of all rows, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was found, and files that are none of ours.</returns>
    public async Task<(ArchiveReport Report, IReadOnlyList<string> Foreign)> VerifyAsync(ArchiveScope scope, bool deep, CancellationToken cancellationToken)
    {
        var foreign = new List<string>();
        var (asked, others) = (new List<(ArchiveName, long)>(), new List<(ArchiveName, long)>());
        foreach (var file in await target.ListAsync(ArchiveName.Root, cancellationToken))
        {
            if (!ArchiveName.TryParse(file.Name, out var name))
            {
                foreign.Add(file.Name);
            }
            else if (scope.HasPartitionOf(name))
            {
                (scope.HasDayOf(name) ? asked : others).Add((name, file.Bytes));
            }
        }

        var read = await ReadAsync(asked, inScope: true, cancellationToken);
        // A roll of which some days are asked for is complete or not by all of its days, and so is the run of rolls between the first and the last.
        read.AddRange(await ReadAsync(Within(read, others), inScope: false, cancellationToken));
        return (ArchiveAudit.Of(deep ? await ReadDeepAsync(read, cancellationToken) : read), foreign);
    }

    private static List<(ArchiveName, long)> Within(List<AuditedFile> read, List<(ArchiveName Name, long Bytes)> others)
    {
        var reach = read.GroupBy(file => (file.Name.Topic, file.Name.Partition)).ToDictionary(partition => partition.Key, ArchiveAudit.Rolls);
        return [.. others.Where(file => reach.TryGetValue((file.Name.Topic, file.Name.Partition), out var rolls)
            && rolls.Count > 0 && file.Name.FirstOffset >= rolls[0].From && file.Name.FirstOffset < rolls.Max(roll => roll.To))];
    }

    private async Task<List<AuditedFile>> ReadAsync(List<(ArchiveName Name, long Bytes)> files, bool inScope, CancellationToken cancellationToken)
    {
        var read = new AuditedFile[files.Count];
        await ForEachAsync(files.Count, async (index, stop) =>
        {
            var (name, bytes) = files[index];
            read[index] = await _probe.FooterAsync(name, bytes, inScope, stop);
        }, cancellationToken);
        return [.. read];
    }

    private async Task<List<AuditedFile>> ReadDeepAsync(List<AuditedFile> files, CancellationToken cancellationToken)
    {
        var rolls = files.GroupBy(file => (file.Name.Topic, file.Name.Partition)).SelectMany(ArchiveAudit.Rolls).ToList();
        var read = files.Except(rolls.SelectMany(roll => roll.Files)).ToList();
        var checkedRolls = new List<AuditedFile>[rolls.Count];
        await ForEachAsync(rolls.Count, async (index, stop) => checkedRolls[index] = await ReadRollAsync(rolls[index], stop), cancellationToken);
        return [.. read, .. checkedRolls.SelectMany(roll => roll)];
    }

    private async Task<List<AuditedFile>> ReadRollAsync(RollAudit roll, CancellationToken cancellationToken)
    {
        var seen = new OffsetSet(roll.From, roll.To);
        var read = new List<AuditedFile>();
        foreach (var file in roll.Files)
        {
            var problem = file.InScope ? await _probe.ProblemAsync(file.Name, file.Bytes, content => DeepCheck.ReadAsync(content, file.Name, seen, cancellationToken), cancellationToken) : null;
            read.Add(file with { Problem = problem });
        }

        return read;
    }

    private async Task ForEachAsync(int count, Func<int, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        _total += count;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (index, stop) =>
        {
            await action(index, stop);
            progress?.Invoke(Interlocked.Increment(ref _done), _total);
        });
    }
}
