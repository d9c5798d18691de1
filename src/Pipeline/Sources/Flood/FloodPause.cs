using GridFlow.Decoding;

namespace GridFlow.Sources.Flood;

/// <summary>A partition that is not read because it yielded too many dead letters.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Records">Records it was judged by.</param>
/// <param name="DeadLetters">Of these, dead letters.</param>
/// <param name="MostFrequent">The code that most of them have.</param>
/// <param name="IsSeen">Whether the poll thread knows of it.</param>
/// <param name="RetryAt">When it is read again; null not before the next start.</param>
internal sealed record FloodPause(int Partition, long Records, long DeadLetters, DeadLetterCode MostFrequent, bool IsSeen = false, DateTimeOffset? RetryAt = null);
