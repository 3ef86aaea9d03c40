// Says in words that a passkey was not used or made: django-allauth tells it to the console alone.
document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-failed").hidden = false;
});
