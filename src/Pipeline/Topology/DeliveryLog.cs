using GridFlow.Readings;
using GridFlow.Sinks.Live;
using GridFlow.Telemetry;

namespace GridFlow.Topology;

/// <summary>What happens when a batch is delivered: it is booked, timed, shown, and goes back to the pool.</summary>
internal sealed class DeliveryLog(
    ReadingLedger ledger, RecoveryLog recoveries, AnomalyTally anomalies, RecentLatency latency, PipelineMetrics metrics, LiveFeed feed, NoticeBuilder notices, BatchPool pool, TimeProvider time)
{
    public void OnDelivered(ReadingBatch batch)
    {
        ledger.Settle(batch);
        if (batch.IsReplay)
        {
            recoveries.Replayed(batch.RecordCount);
            pool.Return(batch);
            return;
        }

        if (batch.ScoredAt != 0)
        {
            metrics.RecordProcessing(time.GetElapsedTime(batch.PolledAt, batch.ScoredAt));
        }

        anomalies.Suppress(batch.Suppressed);
        if (batch.Anomalies.Count > 0)
        {
            Announce(batch);
        }

        pool.Return(batch);
    }

    private void Announce(ReadingBatch batch)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var watched = feed.SubscriberCount > 0;
        foreach (var anomaly in batch.Anomalies)
        {
            anomalies.Count(anomaly.Type, anomaly.Severity);
            var brokerTimestampMs = batch.Records[batch.Readings[anomaly.Reading].Record].BrokerTimestampMs;
            if (brokerTimestampMs >= 0)
            {
                var elapsed = TimeSpan.FromMilliseconds(nowMs - brokerTimestampMs);
                latency.Record(elapsed);
                metrics.RecordDetection(elapsed);
            }

            if (watched)
            {
                feed.Publish(notices.Build(batch, anomaly, nowMs));
            }
        }
    }
}
