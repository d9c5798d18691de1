using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Control.Services.Errors;
using Grpc.Core;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Finds where in the topic a subscription begins, and refuses tokens that do not fit it.</summary>
internal sealed class StartFinder(IAnomalyTopic topic, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    // A partition's new leader may not know for a moment how far it goes, and a client may come back in this moment.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    /// <summary>Waits for Kafka as long as it takes.</summary>
    /// <returns>The topic, and where to begin; null is at its live end.</returns>
    /// <exception cref="RpcException">INVALID_ARGUMENT: a token is of another topic, or lies behind the end.</exception>
    public async Task<(TopicShape Shape, TopicPositions? From)> FindAsync(SubscriptionPlan plan, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(RetryPause, time, cancellationToken))
        {
            var shape = await AskAsync(topic.LookAsync, cancellationToken);
            var problems = await ProblemsAsync(plan, shape, cancellationToken);
            if (problems is not null && time.GetElapsedTime(began) > EndPatience)
            {
                problems.ThrowIfAny();
            }

            if (problems is null)
            {
                return (shape, plan.Since is { } since ? await AskAsync(token => topic.AtAsync(shape.Partitions, since, token), cancellationToken) : plan.From?.Positions.Grown(shape.Partitions));
            }
        }
    }

    /// <summary>Asks until there is an answer; that there is none is shown by the topic itself.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await question(cancellationToken);
            }
            catch (TopicUnavailableException)
            {
                await Task.Delay(RetryPause, time, cancellationToken);
            }
        }
    }

    /// <returns>Null when all fits. Another topic is refused at once.</returns>
    private async Task<FieldViolations?> ProblemsAsync(SubscriptionPlan plan, TopicShape shape, CancellationToken cancellationToken)
    {
        (string Field, ResumeToken? Token)[] given = [("resume_token", plan.From), ("until_token", plan.Until)];
        var foreign = new FieldViolations();
        foreach (var (field, token) in given)
        {
            foreign.Require(token is null || token.TopicTag == shape.Tag, field, $"is of another topic than {shape.Name}, or of {shape.Name} before it was made anew");
        }

        foreign.ThrowIfAny();
        if (given.All(entry => entry.Token is null))
        {
            return null;
        }

        var end = await AskAsync(token => topic.EndAsync(shape.Partitions, token), cancellationToken);
        var beyond = new FieldViolations();
        foreach (var (field, token) in given)
        {
            beyond.Require(token is null || end.Covers(token.Positions), field, $"lies behind the end of {shape.Name}: offsets {token?.Positions}, end {end}");
        }

        return given.All(entry => entry.Token is null || end.Covers(entry.Token.Positions)) ? null : beyond;
    }
}
