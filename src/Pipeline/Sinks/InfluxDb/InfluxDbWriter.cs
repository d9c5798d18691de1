using GridFlow.Telemetry;

namespace GridFlow.Sinks.InfluxDb;

/// <summary>Gets a batch into InfluxDB, however long it takes. Only a line that InfluxDB itself refuses is given up, as a dead letter; nothing else is.</summary>
internal sealed class InfluxDbWriter(IInfluxDbClient client, IAnomalyDeadLetters deadLetters, InfluxDbConditions conditions, InfluxDbLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan FirstHold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    /// <summary>Returns when each record is acknowledged by InfluxDB or by the dead-letter topic.</summary>
    public async Task WriteAsync(AnomalyBatch batch, CancellationToken cancellationToken)
    {
        await RejectAsync(batch.Rejected, cancellationToken);
        if (batch.Lines.Count > 0)
        {
            await WriteAsync(batch.Lines, 0, batch.Lines.Count, cancellationToken);
        }

        batch.Done();
    }

    private async Task WriteAsync(List<AnomalyLine> lines, int start, int count, CancellationToken cancellationToken)
    {
        var answer = await WriteUntilAnsweredAsync(lines, start, count, cancellationToken);
        if (answer.Outcome == InfluxDbOutcome.Written)
        {
            ledger.CountWritten(count);
        }
        else if (count == 1)
        {
            await RejectAsync([new RejectedAnomaly(lines[start].Record, RejectedAnomaly.Refused, answer.Message)], cancellationToken);
        }
        else
        {
            // Halves until the bad line stands alone. Lines that were written all the same are written again, which changes nothing.
            await WriteAsync(lines, start, count / 2, cancellationToken);
            await WriteAsync(lines, start + (count / 2), count - (count / 2), cancellationToken);
        }
    }

    /// <summary>Holds the position until the server says something about these very lines.</summary>
    private async Task<InfluxDbAnswer> WriteUntilAnsweredAsync(List<AnomalyLine> lines, int start, int count, CancellationToken cancellationToken)
    {
        var text = Join(lines, start, count);
        for (var hold = FirstHold; ; hold = hold * 2 < LongestHold ? hold * 2 : LongestHold)
        {
            var answer = await client.WriteAsync(text, cancellationToken);
            if (answer.Outcome is InfluxDbOutcome.Written or InfluxDbOutcome.Refused || (answer.Outcome == InfluxDbOutcome.TooLarge && count > 1))
            {
                conditions.Clear();
                return answer;
            }

            ledger.CountFailed(count);
            conditions.Show(answer);
            await Task.Delay(answer.RetryAfter > hold ? answer.RetryAfter : hold, time, cancellationToken);
            ledger.CountRetry();
        }
    }

    private async Task RejectAsync(List<RejectedAnomaly> rejected, CancellationToken cancellationToken)
    {
        if (rejected.Count > 0)
        {
            await deadLetters.SendAsync(rejected, cancellationToken);
            ledger.CountRejected(rejected.Count);
        }
    }

    private static byte[] Join(List<AnomalyLine> lines, int start, int count)
    {
        var joined = new byte[lines.Skip(start).Take(count).Sum(line => line.Text.Length)];
        var place = 0;
        for (var i = start; i < start + count; i++)
        {
            lines[i].Text.CopyTo(joined.AsMemory(place));
            place += lines[i].Text.Length;
        }

        return joined;
    }
}
