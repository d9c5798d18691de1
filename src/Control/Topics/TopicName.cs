namespace GridFlow.Control.Topics;

/// <summary>A topic that a command reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Setting">The setting that names it, for messages.</param>
/// <param name="ClientId">What the broker's logs call the reader.</param>
internal sealed record TopicName(string Name, string Setting, string ClientId);
