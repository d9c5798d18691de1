using System.IO.Hashing;
using System.Text;

namespace GridFlow.Control.Services.Anomalies.Topic;

/// <summary>Which topic it is.</summary>
/// <param name="Name">Name.</param>
/// <param name="Id">Kafka's own id: a topic of the same name that is made anew has another. Empty on a broker that has none.</param>
/// <param name="Partitions">Number of partitions; it can grow.</param>
internal sealed record TopicShape(string Name, string Id, int Partitions)
{
    /// <summary>Stands in every token, so that one of another topic, or of this one before it was made anew, is not taken for one of this.</summary>
    public uint Tag => XxHash32.HashToUInt32(Encoding.UTF8.GetBytes($"{Name}\n{Id}"));
}
