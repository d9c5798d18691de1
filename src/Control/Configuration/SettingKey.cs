using System.Reflection;

namespace GridFlow.Control.Configuration;

/// <summary>One setting.</summary>
/// <param name="Key">Its name, for example <c>Detection:Voltage:Resolution</c>.</param>
/// <param name="Property">Where it is kept.</param>
internal sealed record SettingKey(string Key, PropertyInfo Property);
