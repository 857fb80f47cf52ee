namespace Pushy.Actors;
